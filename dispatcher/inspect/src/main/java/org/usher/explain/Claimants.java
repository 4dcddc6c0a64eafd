package org.usher.explain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.usher.path.PathSegments;
import org.usher.precedence.LostClaim;
import org.usher.precedence.Precedence;
import org.usher.report.Explanation.Step;
import org.usher.route.Arrival;
import org.usher.route.Category;
import org.usher.route.Claim;
import org.usher.route.Holder;
import org.usher.route.HostPattern;
import org.usher.route.Listener;
import org.usher.route.Reservation;
import org.usher.route.Route;
import org.usher.route.UrlPrefix;
import org.usher.table.Trail;

/**
 * The claims and reservations that have the host and the path of one request, and what became of each: in a stable word
 * for programs and in a sentence. It decides nothing: what is in the table is on the trail of the search, and what is not
 * has lost when the table was built, or is for another listener, or is inactive.
 */
final class Claimants {
    private static final String NARROWED =
            "on this listener the weak wildcard answers only to localhost, to addresses and"
                    + " to hosts that a unit names (Hosts= in usher.socket), and this host is none of them";

    private final Listener listener;
    private final Trail trail;
    private final List<LostClaim> lost;
    /** The patterns that have the host, in the order of the search. */
    private final List<HostPattern> hosts = new ArrayList<>();
    /** The path, as far as its segments are plain; decoded. */
    private final String path;

    /**
     * Those of one request.
     *
     * @param trail of its search
     * @param lost the claims that are not in the table, and why
     */
    Claimants(Arrival.Supposed arrival, @Nullable String host, byte[] path, Trail trail, List<LostClaim> lost) {
        this.listener = arrival.listener();
        this.trail = trail;
        this.lost = lost;
        hosts.add(HostPattern.STRONG);
        if (host != null) {
            hosts.add(new HostPattern(Category.NAME, host));
            for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                hosts.add(new HostPattern(Category.SUBDOMAINS, host.substring(dot + 1)));
            }
        }
        hosts.add(HostPattern.address(arrival.localAddress()));
        hosts.add(HostPattern.WEAK);
        StringBuilder passed = new StringBuilder("/");
        PathSegments segments = new PathSegments(path);
        while (segments.next() && segments.isPlain() && !segments.isEmpty()) {
            passed.append(new String(segments.name(), ISO_8859_1)).append('/');
        }
        this.path = passed.toString();
    }

    /** Tells of each in the order of the search, of those of inactive units last; {@code active} are by their hosts. */
    List<Step> steps(Map<HostPattern, List<Claim>> active, List<Reservation> reservations, List<Claim> inactive) {
        Stream<Claim> ofHosts = hosts.stream().flatMap(host -> active.getOrDefault(host, List.of()).stream());
        Stream<Reservation> reserved = reservations.stream().filter(each -> concerns(each.prefix()));
        return Stream.concat(
                        steps(Stream.concat(routes(ofHosts), reserved), this::active),
                        steps(routes(inactive.stream()), Claimants::inactive))
                .toList();
    }

    /** The claims that have the host and the path; those that have not, perhaps thousands, cost no object. */
    private Stream<Holder> routes(Stream<Claim> claims) {
        return claims.filter(claim -> concerns(claim.prefix())).map(Route::new);
    }

    /** Tells of each in order. */
    private Stream<Step> steps(Stream<Holder> holders, Function<Holder, Step> here) {
        return holders.sorted(Comparator.comparing(
                                (Holder holder) -> hosts.indexOf(holder.prefix().host()))
                        .thenComparing(holder -> -holder.prefix().path().length())
                        .thenComparing(holder -> !holder.prefix().isFull()))
                .map(holder -> listener.serves(holder.prefix()) ? here.apply(holder) : elsewhere(holder));
    }

    private boolean concerns(UrlPrefix prefix) {
        String claimed = prefix.path();
        String decoded = claimed.indexOf('%') < 0 ? claimed : "/" + String.join("/", PathSegments.names(claimed)) + "/";
        return path.startsWith(decoded) && hosts.contains(prefix.host());
    }

    private Step elsewhere(Holder holder) {
        UrlPrefix prefix = holder.prefix();
        String why = "it is for " + prefix.scheme() + " on port "
                + prefix.port().orElseThrow() + ", and this is " + listener.scheme() + " on port " + listener.port();
        return because(holder, "listener", why);
    }

    private static Step inactive(Holder holder) {
        String unit = ((Route) holder).app().unit();
        return step(holder, "inactive", " but is inactive: systemctl enable --now " + unit);
    }

    private Step active(Holder holder) {
        for (Trail.Visit layer : trail.visits()) {
            if (layer.holders().contains(holder)) {
                return inTable(holder, layer);
            }
        }
        return holder instanceof Route route
                ? lost(route)
                : because(holder, "reservation", "a unit that it names, or another reservation, has this prefix");
    }

    private Step inTable(Holder holder, Trail.Visit layer) {
        Holder longest = layer.holders().get(0);
        String wins = holder instanceof Route ? "it wins" : "no unit that it names has claimed it";
        return switch (layer.contribution()) {
            case DECIDED, PASSED ->
                holder.equals(longest)
                        ? because(holder, "wins", wins)
                        : because(holder, "shorter", "a longer prefix wins: " + described(longest));
            case AMBIGUOUS -> because(holder, "ambiguous", "the path can also be read so that it leads elsewhere");
            case NARROWED -> because(holder, "host", NARROWED);
            case NOT_REACHED -> because(holder, "category", endedEarlier());
        };
    }

    private String endedEarlier() {
        HostPattern end = Objects.requireNonNull(trail.end()).host();
        return "the search ended at " + end + ", " + words(end) + ", which takes precedence";
    }

    /** Of a claim that the table does not have for this listener. */
    private Step lost(Route route) {
        for (LostClaim loss : lost) {
            if (loss.loser().equals(route.claim())
                    && listener.serves(loss.winner().prefix())) {
                String rule = loss.rule() == Precedence.RESERVATION ? "reservation" : "conflict";
                return because(route, rule, loss.rule().text() + ": " + described(loss.winner()));
            }
        }
        return because(route, "conflict", "the same unit claims it in another form");
    }

    private static Step because(Holder holder, String rule, String why) {
        return step(holder, rule, " (" + words(holder.prefix().host()) + "): " + why + ".");
    }

    private static Step step(Holder holder, String rule, String rest) {
        if (holder instanceof Route route) {
            Claim claim = route.claim();
            String text = claim.app().unit() + " claims " + claim.prefix() + rest;
            return new Step("claim", rule, text, claim.file().toString(), claim.line());
        }
        Reservation reservation = (Reservation) holder;
        String text = "A reservation keeps " + reservation.prefix() + rest;
        return new Step("reservation", rule, text, reservation.file().toString(), reservation.line());
    }

    private static String described(Holder holder) {
        return holder instanceof Route route
                ? route.prefix() + " of " + route.app().unit()
                : "the reservation of " + holder.prefix();
    }

    private static String words(HostPattern pattern) {
        return switch (pattern.category()) {
            case STRONG -> "the strong wildcard";
            case NAME -> "a host name";
            case SUBDOMAINS -> "a domain";
            case ADDRESS -> "an address";
            case WEAK -> "the weak wildcard";
        };
    }
}
