package org.usher.table;

import org.jspecify.annotations.Nullable;
import org.usher.path.PathMatch.Ambiguous;
import org.usher.prefix.HostPattern;
import org.usher.route.Decision;
import org.usher.route.Holder;

/**
 * How the search for a route went.
 *
 * @param decision what becomes of the request
 * @param decidedAt the host pattern whose claims and reservations ended the search; null if none did
 * @param winner the route or reservation that ended it; null if the path did
 * @param ambiguous what about the path ended it, if that did
 * @param narrowed whether the weak wildcard does not answer to this host here
 */
public record Search(
        Decision decision,
        @Nullable HostPattern decidedAt,
        @Nullable Holder winner,
        @Nullable Ambiguous ambiguous,
        boolean narrowed) {}
