package org.usher.handback;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.usher.poll.Closer;

/**
 * The sum of all octets that apps have read ahead and that we keep in memory for the next app: no more than
 * {@value #OCTETS_MAX}. They are ours until their connection is closed.
 */
public final class HeldUnread implements IntConsumer {
    private static final int OCTETS_MAX = 4 << 20;

    private final Closer closer;
    private final Map<Integer, Integer> octetsOf = new HashMap<>();
    private int sum;

    /** Closes connections by {@code closer}. */
    public HeldUnread(Closer closer) {
        this.closer = closer;
    }

    /** Returns whether the fds of one more message can be taken. */
    boolean hasRoom() {
        return closer.hasRoom();
    }

    /** Counts {@code octets} of the connection {@code fd}; returns false if there is no room for them. */
    boolean tryAdd(int fd, int octets) {
        if (sum + octets > OCTETS_MAX) {
            return false;
        }
        if (octets > 0) {
            octetsOf.put(fd, octets);
            sum += octets;
        }
        return true;
    }

    /** Closes the connection {@code fd}, and forgets its octets. */
    @Override
    public void accept(int fd) {
        Integer octets = octetsOf.remove(fd);
        sum -= octets == null ? 0 : octets;
        closer.accept(fd);
    }
}
