package org.usher.handback;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each request was handed off without an answer. As long as not one octet more was written to the client, a
 * connection comes back for the request that it was handed off with. An app may tell a higher number in HOPS
 * (PROTOCOL.md, rule 18), never a lower one.
 *
 * <p>Remembers the last {@value #CONNECTIONS_MAX} connections that came back; of an older one the app is believed again.
 */
final class HopCount {
    private static final int CONNECTIONS_MAX = 4096;

    /** What fits into the octet of HOPS. */
    private static final int HOPS_MAX = 255;

    /** A connection that has not come back yet: nothing was written, and it was handed off once. */
    private static final Lap FIRST = new Lap(0, 0);

    private final Map<Long, Lap> laps = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Lap> eldest) {
            return size() > CONNECTIONS_MAX;
        }
    };

    /** How things stood when a connection came back: octets written to its client, handoffs of its request. */
    private record Lap(long written, int hops) {}

    /**
     * Returns the handoffs so far of the request for which a connection comes back.
     *
     * @param cookie what tells the connection from all others
     * @param written octets that were ever written to its client
     * @param told what the app says in HOPS
     */
    int of(long cookie, long written, int told) {
        Lap last = laps.getOrDefault(cookie, FIRST);
        int seen = written == last.written ? Math.min(last.hops + 1, HOPS_MAX) : 0;
        int hops = Math.max(told, seen);
        laps.put(cookie, new Lap(written, hops));
        return hops;
    }
}
