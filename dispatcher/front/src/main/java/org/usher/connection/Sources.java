package org.usher.connection;

import java.util.HashMap;
import java.util.Map;
import org.usher.posix.SocketAddressBuffer;

/** How many pending heads each client has: an IPv4 address is one client, and so is an IPv6 /64. */
public final class Sources {
    private int pendingMax;
    private final Map<Long, Integer> pending = new HashMap<>();
    private final byte[] address = new byte[16];

    /** Counts from nothing; {@code pendingMax} connections of one source may wait for their heads. */
    public Sources(int pendingMax) {
        this.pendingMax = pendingMax;
    }

    /** Keeps to another limit from the next connection on. */
    public void limitTo(int pendingMax) {
        this.pendingMax = pendingMax;
    }

    /** Returns the number that stands for the client with this address. */
    public long of(SocketAddressBuffer client) {
        if (!client.isInternet()) {
            return 0;
        }
        client.copyAddress(address, 0);
        int length = Math.min(client.addressLength(), Long.BYTES);
        long source = 0;
        for (int i = 0; i < length; i++) {
            source = (source << 8) | (address[i] & 0xff);
        }
        return source;
    }

    /** Counts one more for {@code source}, unless it has all that it may have. */
    public boolean tryAdd(long source) {
        int count = pending.getOrDefault(source, 0);
        if (count >= pendingMax) {
            return false;
        }
        pending.put(source, count + 1);
        return true;
    }

    /** One that was added waits no longer. */
    public void remove(long source) {
        pending.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
    }
}
