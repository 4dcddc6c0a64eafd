package org.usher.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.path.PathMatch;
import org.usher.path.PathMatch.Ambiguous;
import org.usher.route.Holder;
import org.usher.route.HostPattern;

/**
 * The record of one search for a route, for explanations: each layer that has the host, in the order of the
 * search, also those after the one that ended it. {@link RouteTable#search} fills it.
 */
public final class Trail {
    private final List<Visit> visits = new ArrayList<>();
    private @Nullable Visit end;

    /** What a layer contributed. */
    public enum Contribution {
        /** Its longest holder decides the request: the search ended here. */
        DECIDED,
        /** The path is ambiguous among its holders: the search ended here. */
        AMBIGUOUS,
        /** It holds nothing on the way of the path: the search went on. */
        PASSED,
        /** It is the weak wildcard, which does not answer to this host on this listener. */
        NARROWED,
        /** The search had ended in a layer before it. */
        NOT_REACHED
    }

    /**
     * One layer.
     *
     * @param host the host pattern of the layer; its category is the reason for the place in the order
     * @param holders the routes and reservations on the way of the path, the longest prefix first
     * @param contribution what it contributed
     */
    public record Visit(HostPattern host, List<Holder> holders, Contribution contribution) {
        public Visit {
            holders = List.copyOf(holders);
        }
    }

    /** All layers that have the host, in the order of the search. */
    public List<Visit> visits() {
        return Collections.unmodifiableList(visits);
    }

    /** The layer that ended the search; null if none did. Unless the path was ambiguous there, its first holder decided. */
    public @Nullable Visit end() {
        return end;
    }

    void add(Layer layer, List<HeldPath> passed, @Nullable PathMatch match, boolean narrowed) {
        List<Holder> holders = new ArrayList<>();
        passed.forEach(place -> holders.add(0, place.holder));
        Contribution contribution;
        if (narrowed) {
            contribution = Contribution.NARROWED;
        } else if (end != null) {
            contribution = Contribution.NOT_REACHED;
        } else if (match instanceof Ambiguous) {
            contribution = Contribution.AMBIGUOUS;
        } else {
            contribution = match instanceof HeldPath ? Contribution.DECIDED : Contribution.PASSED;
        }
        Visit visit = new Visit(layer.host(), holders, contribution);
        visits.add(visit);
        if (contribution == Contribution.DECIDED || contribution == Contribution.AMBIGUOUS) {
            end = visit;
        }
    }
}
