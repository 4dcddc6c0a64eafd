package org.usher.loop;

import java.util.HashMap;
import java.util.Map;

/** How many pending heads each client has: an IPv4 address is one client, and so is an IPv6 /64. */
final class HeadsPerSource {
    private final Map<Long, Integer> pending = new HashMap<>();

    /** Counts one more for {@code source}, unless it has {@code max} already. */
    boolean tryAdd(long source, int max) {
        int count = pending.getOrDefault(source, 0);
        if (count >= max) {
            return false;
        }
        pending.put(source, count + 1);
        return true;
    }

    /** One that was added waits no longer. */
    void remove(long source) {
        pending.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
    }
}
