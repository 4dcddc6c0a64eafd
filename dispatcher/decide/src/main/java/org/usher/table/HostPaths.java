package org.usher.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.path.PathMatch;
import org.usher.path.PathTree;
import org.usher.prefix.Category;
import org.usher.prefix.HostPattern;
import org.usher.route.Claim;
import org.usher.route.ClaimOrder;
import org.usher.route.Holder;
import org.usher.route.LostClaim;
import org.usher.route.Reservation;
import org.usher.route.Route;

/** One layer of the search: what is in force for one host pattern on one listener, by path. Compared by identity. */
final class HostPaths {
    private final HostPattern host;
    private final PathTree<HeldPlace> tree;
    private boolean hasRoutes;

    /** Decides who holds what; claims that lose are added to {@code losses}. */
    HostPaths(Wishes wishes, Collection<LostClaim> losses) {
        this.host = wishes.host();
        this.tree = decide(wishes.root(), PathMatch.Free.NOBODYS, Cover.NONE, losses);
        tree.forEach(place -> hasRoutes |= place.holding() instanceof Route);
    }

    Category category() {
        return host.category();
    }

    HostPattern host() {
        return host;
    }

    PathTree<HeldPlace> tree() {
        return tree;
    }

    /** Whether anything here is more than a reservation. */
    boolean hasRoutes() {
        return hasRoutes;
    }

    /** The only holding, if it holds the root: every path leads to it. */
    @Nullable
    Holder soleRoot() {
        HeldPlace place = tree.soleRoot();
        return place == null ? null : place.holding();
    }

    /** Adds every claim that is in force here. */
    void collectInForce(Collection<Claim> claims) {
        tree.forEach(place -> {
            if (place.holding() instanceof Route route) {
                claims.add(route.claim());
            }
        });
    }

    private static PathTree<HeldPlace> decide(
            Wishes.Place wished, PathMatch answerAbove, Cover coverAbove, Collection<LostClaim> losses) {
        Cover cover = coverAbove.with(wished.reservations());
        Holder holding = winner(wished.claims(), cover, losses);
        if (holding == null) {
            holding = cover.keeper(wished.reservations());
        }
        HeldPlace place = holding == null ? null : new HeldPlace(holding);
        PathMatch answer = place == null ? answerAbove : place;
        Map<String, PathTree<HeldPlace>> children = new HashMap<>();
        wished.children().forEach((name, below) -> {
            PathTree<HeldPlace> child = decide(below, answer, cover, losses);
            if (child.isHeldSomewhere()) { // a claim that has lost leads nowhere else
                children.put(name, child);
            }
        });
        return new PathTree<>(place, answer, children);
    }

    private static @Nullable Route winner(List<Claim> claims, Cover cover, Collection<LostClaim> losses) {
        List<Claim> entitled = new ArrayList<>();
        for (Claim claim : claims) {
            Reservation against = cover.against(claim);
            if (against == null) {
                entitled.add(claim);
            } else {
                losses.add(new LostClaim(claim, LostClaim.Rule.RESERVATION, against));
            }
        }
        if (entitled.isEmpty()) {
            return null;
        }
        entitled.sort(ClaimOrder.FIRST_WINS);
        Route winner = new Route(entitled.get(0));
        for (Claim loser : entitled) {
            if (!winner.isOf(loser.app().unit())) {
                losses.add(new LostClaim(loser, ClaimOrder.FIRST_WINS.rule(winner.claim(), loser), winner));
            }
        }
        return winner;
    }
}
