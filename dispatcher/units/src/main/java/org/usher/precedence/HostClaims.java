package org.usher.precedence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.usher.reservation.UnitPattern;
import org.usher.route.Claim;
import org.usher.route.Holder;
import org.usher.route.HostPattern;
import org.usher.route.Reservation;
import org.usher.route.Route;

/** All claims and reservations for one host pattern on one listener, by path, and the decision between them. */
final class HostClaims {
    private final HostPattern host;
    private final Map<String, List<Claim>> claims = new TreeMap<>();
    private final Map<String, Reservation> reservations = new HashMap<>();

    HostClaims(HostPattern host) {
        this.host = host;
    }

    HostPattern host() {
        return host;
    }

    void add(Claim claim) {
        claims.computeIfAbsent(claim.prefix().path(), path -> new ArrayList<>(1))
                .add(claim);
    }

    /** Of two reservations of one path the full form counts, else the first. */
    void add(Reservation reservation) {
        reservations.merge(
                reservation.prefix().path(),
                reservation,
                (known, other) -> other.prefix().isFull() && !known.prefix().isFull() ? other : known);
    }

    /** What holds the paths: the claims that win, and the reservations that no unit which they name has claimed. */
    Collection<Holder> decide(Collection<LostClaim> lost) {
        Map<String, Holder> holders = new HashMap<>(reservations);
        claims.forEach((path, rivals) -> {
            Route winner = winner(rivals, covering(path), lost);
            if (winner != null) {
                holders.put(path, winner);
            }
        });
        return holders.values();
    }

    /** The reservation of the longest path at or above this one: it alone says who may claim it. */
    private @Nullable Reservation covering(String path) {
        if (reservations.isEmpty()) {
            return null;
        }
        String above = path;
        while (!reservations.containsKey(above) && above.length() > 1) {
            above = above.substring(0, above.lastIndexOf('/', above.length() - 2) + 1);
        }
        return reservations.get(above);
    }

    private static @Nullable Route winner(
            List<Claim> rivals, @Nullable Reservation covering, Collection<LostClaim> lost) {
        List<Claim> entitled = new ArrayList<>(rivals.size());
        for (Claim claim : rivals) {
            if (covering == null
                    || UnitPattern.anyMatches(covering.units(), claim.app().unit())) {
                entitled.add(claim);
            } else {
                lost.add(new LostClaim(claim, Precedence.RESERVATION, covering));
            }
        }
        if (entitled.isEmpty()) {
            return null;
        }
        entitled.sort(Precedence.FIRST_WINS);
        Route winner = new Route(entitled.get(0));
        for (Claim loser : entitled) {
            if (!winner.isOf(loser.app().unit())) {
                lost.add(new LostClaim(loser, Precedence.between(winner.claim(), loser), winner));
            }
        }
        return winner;
    }
}
