package org.usher.route;

/** What holds a prefix: a route, or a reservation that nobody entitled has claimed. */
public sealed interface Holder permits Route, Reservation {
    UrlPrefix prefix();

    /** Whether paths below go to this unit. */
    boolean isOf(String unit);
}
