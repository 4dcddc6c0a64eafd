package org.usher.app;

import java.util.HashMap;
import java.util.Map;
import org.usher.handoff.HandoffHeader;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketType;

/**
 * The room that a message takes in a socket's queue, as SIOCOUTQ counts it. That is more than its octets, and differs with
 * the kernel's version, configuration and processor: so each length is tried once, on a socket pair of our own.
 */
final class QueueCost {
    /** The answer for a length that could not be tried. It errs towards taken: we let go early, and nobody is harmed. */
    private static final int UNKNOWN = 0;

    /** Lengths differ with prefixes and addresses only; a length that was forgotten is tried again. */
    private static final int LENGTHS_MAX = 1024;

    /** Zeros that nobody changes: what is tried is as long as an app likes. */
    private static final NativeMemory LONGEST = NativeMemory.allocate(HandoffHeader.MESSAGE_SIZE_MAX);

    private final Kernel kernel;
    private final Map<Integer, Integer> costs = new HashMap<>();

    QueueCost(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Returns the room that a message of {@code length} octets takes, at least 0. */
    int of(int length) {
        Integer known = costs.get(length);
        if (known != null) {
            return known;
        }
        if (costs.size() >= LENGTHS_MAX) {
            costs.clear();
        }
        int cost = tried(length);
        if (cost != UNKNOWN) {
            costs.put(length, cost);
        }
        return cost;
    }

    private int tried(int length) {
        int[] pair = new int[2];
        if (kernel.socketPair(SocketType.SOCK_DGRAM, pair) < 0) {
            return UNKNOWN;
        }
        boolean sent = kernel.send(pair[0], LONGEST, 0, length) >= 0;
        int cost = sent ? kernel.unsent(pair[0]) : UNKNOWN;
        kernel.close(pair[0]);
        kernel.close(pair[1]);
        return Math.max(cost, UNKNOWN);
    }
}
