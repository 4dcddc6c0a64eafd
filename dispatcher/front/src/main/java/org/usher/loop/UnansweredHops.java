package org.usher.loop;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The handoffs of a request that nobody has answered, as far as it can be seen that nobody has: as long as not one octet
 * more was written to the client, what a connection comes back for is the request that it was handed off with. An app
 * may say more in HOPS (PROTOCOL.md, rule 18), never less.
 *
 * <p>Of connections that came back and may come back again a bounded number is remembered, the last ones: what is
 * forgotten is believed once more.
 */
final class UnansweredHops {
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
     * @param written octets that were written to its client by whomever, ever
     * @param told what the app says in HOPS
     */
    int of(long cookie, long written, int told) {
        Lap last = laps.getOrDefault(cookie, FIRST);
        int seen = written == last.written ? Math.min(last.hops + 1, HOPS_MAX) : 0;
        int hops = Math.max(told, seen);
        laps.put(cookie, new Lap(written, hops));
        return hops;
    }

    /** Returns of how many connections it is remembered how things stood. */
    int size() {
        return laps.size();
    }
}
