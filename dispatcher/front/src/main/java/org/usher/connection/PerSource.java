package org.usher.connection;

import java.util.HashMap;
import java.util.Map;

/** How many connections of each client wait somewhere: an IPv4 address is one client, and so is an IPv6 /64. */
public final class PerSource {
    private final Map<Long, Integer> waiting = new HashMap<>();

    /** Counts one more for {@code source}, unless it has {@code max} already. */
    public boolean tryAdd(long source, int max) {
        int count = waiting.getOrDefault(source, 0);
        if (count >= max) {
            return false;
        }
        waiting.put(source, count + 1);
        return true;
    }

    /** One that was added waits no longer. */
    public void remove(long source) {
        waiting.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
    }
}
