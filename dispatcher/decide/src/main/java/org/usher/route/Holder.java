package org.usher.route;

/** What holds a prefix: a route, or a reservation that no unit it names has claimed. */
public sealed interface Holder permits Route, Reservation {
    UrlPrefix prefix();

    /** Whether it is a route to this unit. */
    boolean isOf(String unit);
}
