package org.usher.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.usher.path.PathNode;
import org.usher.path.PathParts;
import org.usher.path.Places;
import org.usher.prefix.HostPattern;
import org.usher.prefix.UrlPrefix;
import org.usher.route.Claim;
import org.usher.route.ClaimOrder;
import org.usher.route.Holding;
import org.usher.route.Loss;
import org.usher.route.Reservation;
import org.usher.route.Route;

/**
 * The claims and reservations of one host pattern on one listener while a route table is built: a place for each path,
 * and who wants it. {@link #settle} decides every place and leaves the trie that is asked later.
 */
final class Ground {
    private final HostPattern host;
    private final Plot root = new Plot();

    Ground(HostPattern host) {
        this.host = host;
    }

    HostPattern host() {
        return host;
    }

    void add(Claim claim) {
        plot(claim.prefix()).claims.add(claim);
    }

    /** Reservations of one prefix: the first that is added decides. */
    void add(Reservation reservation) {
        plot(reservation.prefix()).reservations.add(reservation);
    }

    /** Decides who holds what and adds it to {@code places}; claims that lose are added to {@code losses}. */
    HostPaths settle(Places<HeldPlace> places, Collection<Loss> losses) {
        return new HostPaths(host, places.add(settle(host.toString(), root, null, Cover.NONE, losses)));
    }

    private static PathNode<HeldPlace> settle(
            String name, Plot plot, @Nullable Holding above, Cover coverAbove, Collection<Loss> losses) {
        Cover cover = coverAbove.with(plot.reservations);
        Route winner = winner(plot.claims, cover, losses);
        Holding holding = winner == null ? cover.keeper(plot.reservations, isAdministrators(above)) : winner;
        HeldPlace place = holding == null ? null : new HeldPlace(holding);
        List<PathNode<HeldPlace>> children = new ArrayList<>();
        plot.children.forEach((child, below) -> {
            PathNode<HeldPlace> node = settle(child, below, holding == null ? above : holding, cover, losses);
            if (node.isHeldSomewhere()) { // A claim that has lost leads nowhere else.
                children.add(node);
            }
        });
        return new PathNode<>(name, place, children);
    }

    private static boolean isAdministrators(@Nullable Holding above) {
        return above instanceof Route route && route.claim().isAdministrators();
    }

    private static @Nullable Route winner(List<Claim> claims, Cover cover, Collection<Loss> losses) {
        List<Claim> entitled = new ArrayList<>();
        for (Claim claim : claims) {
            Reservation against = cover.against(claim);
            if (against == null) {
                entitled.add(claim);
            } else {
                losses.add(new Loss(claim, Loss.Rule.RESERVATION, against));
            }
        }
        if (entitled.isEmpty()) {
            return null;
        }
        entitled.sort(ClaimOrder.FIRST_WINS);
        Route winner = new Route(entitled.get(0));
        for (Claim loser : entitled) {
            if (!winner.isOf(loser.app().unit())) {
                losses.add(new Loss(loser, ClaimOrder.FIRST_WINS.rule(winner.claim(), loser), winner));
            }
        }
        return winner;
    }

    private Plot plot(UrlPrefix prefix) {
        Plot plot = root;
        PathParts parts = new PathParts(prefix.path().getBytes(US_ASCII));
        while (parts.next() && !parts.isEmpty()) {
            plot = plot.children.computeIfAbsent(new String(parts.name(), ISO_8859_1), name -> new Plot());
        }
        return plot;
    }

    /** One place: who wants it, and the places below. */
    private static final class Plot {
        private final List<Claim> claims = new ArrayList<>();
        private final List<Reservation> reservations = new ArrayList<>();
        private final Map<String, Plot> children = new TreeMap<>();
    }
}
