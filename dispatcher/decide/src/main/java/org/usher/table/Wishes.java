package org.usher.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.usher.path.PathSegments;
import org.usher.prefix.HostPattern;
import org.usher.prefix.UrlPrefix;
import org.usher.route.Claim;
import org.usher.route.Reservation;

/** Who wants what of one host pattern on one listener, by path. */
record Wishes(HostPattern host, Place root) {
    Wishes(HostPattern host) {
        this(host, new Place());
    }

    void add(Claim claim) {
        place(claim.prefix()).claims.add(claim);
    }

    /** Reservations of one prefix: the first that is added decides. */
    void add(Reservation reservation) {
        place(reservation.prefix()).reservations.add(reservation);
    }

    private Place place(UrlPrefix prefix) {
        Place place = root;
        PathSegments parts = new PathSegments(prefix.path().getBytes(US_ASCII));
        while (parts.next() && !parts.isEmpty()) {
            place = place.children.computeIfAbsent(new String(parts.name(), ISO_8859_1), name -> new Place());
        }
        return place;
    }

    /** One path: who wants it, and the paths below. */
    record Place(List<Claim> claims, List<Reservation> reservations, Map<String, Place> children) {
        Place() {
            this(new ArrayList<>(), new ArrayList<>(), new TreeMap<>());
        }
    }
}
