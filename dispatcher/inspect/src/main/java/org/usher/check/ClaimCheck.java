package org.usher.check;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.usher.precedence.HostPolicy;
import org.usher.precedence.LostClaim;
import org.usher.precedence.TableBuilder;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.problem.Problems.Place;
import org.usher.route.Category;
import org.usher.route.Claim;
import org.usher.route.Listener;
import org.usher.route.Reservation;
import org.usher.route.Route;
import org.usher.route.UrlPrefix;

/** All that is wrong between the claims that a route table was made of: each is a problem of the unit that claims. */
public final class ClaimCheck {
    private ClaimCheck() {}

    /**
     * The problems, those of single claims first.
     *
     * @param listeners those that are there, empty if that is not known
     */
    public static List<Problem> problems(
            List<Claim> claims, TableBuilder.Built built, List<Listener> listeners, HostPolicy policy) {
        Problems problems = new Problems();
        built.lost().forEach(loss -> lost(loss, problems));
        claims.forEach(claim -> unserved(claim, listeners, problems));
        for (Listener listener : listeners) {
            if (listener.loopbackBound() && policy.hostsOf(listener).isEmpty()) {
                unlisted(claims, listener, problems);
            }
        }
        Neighbours.report(built.table().routes(), problems);
        return problems.found();
    }

    /** A claim that lost to another unit or to a reservation. */
    private static void lost(LostClaim loss, Problems problems) {
        Claim loser = loss.loser();
        String unit = loser.app().unit();
        String winner;
        String remedy;
        if (loss.winner() instanceof Route route) {
            Claim claim = route.claim();
            winner = claim.app().unit() + " claims " + claim.prefix() + " in " + claim.file() + ":" + claim.line();
            remedy = "remove " + claim.prefix() + " there";
        } else {
            Reservation reservation = (Reservation) loss.winner();
            winner = reservation.prefix() + " is reserved in " + reservation.file() + ":" + reservation.line();
            remedy = "add " + unit + " to the reservation";
        }
        String what = "Prefix=" + loser.prefix() + " of " + unit + " is not in force: "
                + loss.rule().text() + ", and " + winner + ": claim another prefix, or " + remedy;
        problems.warning(loss.rule().id(), Place.of(loser), what, null);
    }

    /** A claim whose scheme or port no listener has. No port is missed where it is not known which ones there are. */
    private static void unserved(Claim claim, List<Listener> listeners, Problems problems) {
        UrlPrefix prefix = claim.prefix();
        if (!prefix.isFull() || listeners.stream().anyMatch(listener -> listener.serves(prefix))) {
            return;
        }
        String never = "Prefix=" + prefix + " is never reached: no listener ";
        if (!"http".equals(prefix.scheme())) {
            UrlPrefix plain = new UrlPrefix("http", prefix.host(), OptionalInt.of(80), prefix.path());
            String what = never + "speaks " + prefix.scheme() + ", since usher has no TLS yet: write " + plain;
            problems.warning("unserved-scheme", Place.of(claim), what, null);
            return;
        }
        if (listeners.isEmpty()) {
            return;
        }
        int port = prefix.port().orElseThrow();
        Set<Integer> ports = new TreeSet<>();
        listeners.forEach(listener -> ports.add(listener.port()));
        String what = never + "stands for port " + port + ", only " + Neighbours.listed(ports)
                + " (systemctl edit usher.socket)";
        problems.warning("unserved-port", Place.of(claim), what, Fix.lines("[Socket]", Fix.bothFamilies(port)));
    }

    /** The first of the claims that answer local names only on a loopback listener, which lists no others. */
    private static void unlisted(List<Claim> claims, Listener listener, Problems problems) {
        for (Claim claim : claims) {
            if (claim.prefix().host().category() == Category.WEAK && listener.serves(claim.prefix())) {
                String unit = listener.name().endsWith(".socket") ? listener.name() : "usher.socket";
                String what = "Prefix=" + claim.prefix() + " answers only localhost and addresses on port "
                        + listener.port() + ", whose listener is bound to a loopback address: list other names with"
                        + " Hosts= in its [X-HTTP] (systemctl edit " + unit + ")";
                problems.note("short-form-on-private-listener", Place.of(claim), what, null);
                return;
            }
        }
    }
}
