package org.usher.handback;

import org.usher.handoff.AddressBlock;
import org.usher.route.Arrival;

/** What an fd that came over the return socket turns out to be. */
sealed interface Returned {
    /**
     * A live connection that we have handed out.
     *
     * @param arrival where it had arrived
     * @param ends the client's address and ours, as the socket tells them
     * @param hops handoffs so far of the request that it comes back for: what the app has told, or more
     */
    record Ours(Arrival arrival, AddressBlock ends, int hops) implements Returned {}

    /** Anything else; {@code why} says which check it failed. */
    record NotOurs(String why) implements Returned {}
}
