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
 * What one search for a route leaves behind for those who explain it: each layer that has the host, in the order of the
 * search, also those after the one that ended it. {@link RouteTable#search} fills it.
 */
public final class Trail {
    private final List<Step> steps = new ArrayList<>();
    private @Nullable Step end;
    private @Nullable Ambiguous ambiguous;

    /** What a layer contributed. */
    public enum Outcome {
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
     * @param outcome what the layer contributed
     */
    public record Step(HostPattern host, List<Holder> holders, Outcome outcome) {
        public Step {
            holders = List.copyOf(holders);
        }
    }

    /** All layers that have the host, in the order of the search. */
    public List<Step> steps() {
        return Collections.unmodifiableList(steps);
    }

    /** The layer that ended the search; null if none did. */
    public @Nullable Step end() {
        return end;
    }

    /** The route or reservation that decided the request; null if none did. */
    public @Nullable Holder winner() {
        return end == null || end.outcome() == Outcome.AMBIGUOUS
                ? null
                : end.holders().get(0);
    }

    /** What made the path ambiguous; null if it was not, or if the search ended before that mattered. */
    public @Nullable Ambiguous ambiguous() {
        return ambiguous;
    }

    void add(Layer layer, List<Place> passed, PathMatch match, boolean narrowed) {
        List<Holder> holders = new ArrayList<>();
        passed.forEach(place -> holders.add(0, place.holder()));
        Outcome outcome;
        if (narrowed) {
            outcome = Outcome.NARROWED;
        } else if (end != null) {
            outcome = Outcome.NOT_REACHED;
        } else if (match instanceof Ambiguous) {
            outcome = Outcome.AMBIGUOUS;
        } else {
            outcome = match instanceof Place ? Outcome.DECIDED : Outcome.PASSED;
        }
        Step step = new Step(layer.host(), holders, outcome);
        steps.add(step);
        if (outcome == Outcome.DECIDED || outcome == Outcome.AMBIGUOUS) {
            end = step;
            ambiguous = match instanceof Ambiguous found ? found : null;
        }
    }
}
