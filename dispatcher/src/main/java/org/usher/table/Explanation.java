package org.usher.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.usher.path.Settlement;
import org.usher.prefix.Category;
import org.usher.route.Decision;
import org.usher.route.Holding;
import org.usher.route.Loss;
import org.usher.route.Route;

/**
 * Why a request gets its decision.
 *
 * @param decision what becomes of the request
 * @param candidates all that it could have gone to, in the order of the search
 */
public record Explanation(Decision decision, List<Candidate> candidates) {
    private static final String WINS = "wins";
    private static final String SHORTER = "a longer prefix for the same host wins";
    private static final String AMBIGUOUS = "the path can be read so that it leads elsewhere";
    private static final String LATER = "the search ended before this kind of host";

    public Explanation {
        candidates = List.copyOf(candidates);
    }

    /**
     * One claim or reservation that takes in the request.
     *
     * @param holding the claim, as a route even if it is not in force here, or the reservation
     * @param category where it stands in the search
     * @param why in words: that it wins, or the rule that beat it
     */
    public record Candidate(Holding holding, Category category, String why) {}

    static Explanation of(Decision decision, HostView view, byte[] path, List<Loss> losses) {
        List<Candidate> candidates = new ArrayList<>();
        boolean searching = true;
        for (int k = 0; k < view.depth(); k++) {
            HostPaths layer = view.layer(k);
            Settlement settlement = layer.settle(path);
            List<Holding> held = new ArrayList<>(layer.heldAlong(path));
            Collections.reverse(held);
            for (Holding holding : held) {
                String why = searching ? why(settlement, holding) : LATER;
                candidates.add(new Candidate(holding, layer.category(), why));
                addBeatenBy(holding, layer.category(), losses, candidates);
            }
            searching &= settlement instanceof Settlement.Free;
        }
        return new Explanation(decision, candidates);
    }

    private static String why(Settlement settlement, Holding holding) {
        if (settlement instanceof HeldPlace held) {
            return held.holding() == holding ? WINS : SHORTER;
        }
        return AMBIGUOUS;
    }

    private static void addBeatenBy(Holding winner, Category category, List<Loss> losses, List<Candidate> candidates) {
        for (Loss loss : losses) {
            if (loss.winner().equals(winner)) {
                candidates.add(new Candidate(
                        new Route(loss.loser()), category, loss.rule().text()));
            }
        }
    }
}
