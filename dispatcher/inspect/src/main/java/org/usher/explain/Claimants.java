package org.usher.explain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.path.PathMatch;
import org.usher.path.PathSegments;
import org.usher.precedence.LostClaim;
import org.usher.precedence.Precedence;
import org.usher.report.Explanation.Step;
import org.usher.reservation.UnitPattern;
import org.usher.route.Arrival;
import org.usher.route.Claim;
import org.usher.route.Holder;
import org.usher.route.HostPattern;
import org.usher.route.Reservation;
import org.usher.route.Route;
import org.usher.route.UrlPrefix;
import org.usher.table.Trail;
import org.usher.text.Printable;

/**
 * The claims and reservations that have the host and the path of one request, and what became of each. It decides
 * nothing: what is in the table is on the trail of the search, and what is not has lost when the table was built, or is
 * for another listener, or is inactive.
 */
final class Claimants {
    /** For display: the trail has the layers in this order, too. */
    private static final Comparator<Holder> SEARCH_ORDER = Comparator.comparing(
                    (Holder holder) -> holder.prefix().host().category())
            .thenComparing(holder -> -holder.prefix().host().toString().length())
            .thenComparing(holder -> -holder.prefix().path().length())
            .thenComparing(holder -> !holder.prefix().isFull());

    private final Arrival arrival;
    private final @Nullable String host;
    private final Trail trail;
    private final List<LostClaim> lost;
    private final Set<String> way = new HashSet<>();

    /** What became of a claim or reservation. The names are stable words for programs. */
    private enum Outcome {
        WINS,
        SHORTER,
        CATEGORY,
        AMBIGUOUS,
        CONFLICT,
        RESERVATION,
        LISTENER,
        HOST,
        INACTIVE
    }

    /**
     * Those of one request.
     *
     * @param trail of its search
     * @param lost the claims that are not in the table, and why
     */
    Claimants(Arrival arrival, @Nullable String host, byte[] path, Trail trail, List<LostClaim> lost) {
        this.arrival = arrival;
        this.host = host;
        this.trail = trail;
        this.lost = lost;
        StringBuilder passed = new StringBuilder("/");
        way.add("/");
        PathSegments segments = new PathSegments(path);
        while (segments.next() && segments.isPlain() && !segments.isEmpty()) {
            way.add(passed.append(new String(segments.name(), ISO_8859_1))
                    .append('/')
                    .toString());
        }
    }

    /** Tells of each, those of active units in the order of the search. */
    List<Step> steps(List<Claim> active, List<Reservation> reservations, List<Claim> inactive) {
        List<Holder> found = new ArrayList<>();
        reservations.stream().filter(this::isOnTheWay).forEach(found::add);
        active.stream().map(Route::new).filter(this::isOnTheWay).forEach(found::add);
        found.sort(SEARCH_ORDER.thenComparing(holder -> holder instanceof Reservation));
        List<Step> steps = new ArrayList<>();
        found.forEach(holder -> steps.add(step(holder)));
        inactive.stream()
                .map(Route::new)
                .filter(this::isOnTheWay)
                .sorted(SEARCH_ORDER)
                .forEach(route -> steps.add(inactive(route)));
        return steps;
    }

    private boolean isOnTheWay(Holder holder) {
        return has(holder.prefix().host()) && isOnTheWay(holder.prefix().path());
    }

    private boolean has(HostPattern pattern) {
        if (pattern instanceof HostPattern.Name name) {
            return name.name().equals(host);
        }
        if (pattern instanceof HostPattern.Subdomains subdomains) {
            return host != null && host.endsWith(subdomains.toString().substring(1));
        }
        return !(pattern instanceof HostPattern.Address address)
                || address.address().equals(arrival.localAddress());
    }

    private boolean isOnTheWay(String path) {
        if (path.indexOf('%') < 0) {
            return way.contains(path);
        }
        StringBuilder names = new StringBuilder("/");
        PathSegments.names(path).forEach(name -> names.append(name).append('/'));
        return way.contains(names.toString());
    }

    private Step inactive(Route route) {
        String unit = route.app().unit();
        return arrival.listener().serves(route.prefix())
                ? step(route, Outcome.INACTIVE, " but is inactive: systemctl enable --now " + unit)
                : elsewhere(route);
    }

    private Step step(Holder holder) {
        if (!arrival.listener().serves(holder.prefix())) {
            return elsewhere(holder);
        }
        for (Trail.Visit layer : trail.visits()) {
            if (layer.holders().contains(holder)) {
                return step(holder, layer);
            }
        }
        return holder instanceof Route route ? lost(route) : reserved((Reservation) holder);
    }

    /** Of what is in the table. */
    private Step step(Holder holder, Trail.Visit layer) {
        return switch (layer.contribution()) {
            case DECIDED, PASSED -> {
                Holder longest = layer.holders().get(0);
                if (!holder.equals(longest)) {
                    yield because(holder, Outcome.SHORTER, "a longer prefix wins: " + described(longest));
                }
                String why = holder instanceof Route ? "it wins" : "no unit that it names has claimed it";
                yield because(holder, Outcome.WINS, why);
            }
            case AMBIGUOUS -> because(holder, Outcome.AMBIGUOUS, ambiguous());
            case NARROWED ->
                because(
                        holder,
                        Outcome.HOST,
                        "on this listener the weak wildcard answers only to localhost, to addresses and to hosts that"
                                + " a unit spells (Hosts= in usher.socket), and " + Printable.of(String.valueOf(host))
                                + " is not one of them");
            case NOT_REACHED -> because(holder, Outcome.CATEGORY, category(layer.host()));
        };
    }

    private String ambiguous() {
        PathMatch.Ambiguous found = trail.ambiguous();
        String segment = found == null ? "" : Printable.of(found.segment());
        return "the segment \"" + segment + "\" of the path can be read so that it leads elsewhere";
    }

    private String category(HostPattern pattern) {
        Trail.Visit end = trail.end();
        if (end == null) {
            return "the search did not come here";
        }
        String order = end.host().category() == pattern.category()
                ? "a longer domain goes before a shorter one"
                : words(end.host()) + " goes before " + words(pattern);
        return "the search ended at " + end.host() + ": " + order;
    }

    /** Of a claim that the table does not have for this listener. */
    private Step lost(Route route) {
        for (LostClaim loss : lost) {
            if (loss.loser().equals(route.claim())
                    && arrival.listener().serves(loss.winner().prefix())) {
                boolean reserved = loss.rule() == Precedence.RESERVATION;
                String why = loss.rule().text() + ": " + described(loss.winner());
                return because(route, reserved ? Outcome.RESERVATION : Outcome.CONFLICT, why);
            }
        }
        return because(route, Outcome.CONFLICT, "the same unit claims it in another form");
    }

    /** Of a reservation that holds nothing. */
    private Step reserved(Reservation reservation) {
        for (Trail.Visit layer : trail.visits()) {
            for (Holder holder : layer.holders()) {
                if (holder instanceof Route route
                        && route.prefix().host().equals(reservation.prefix().host())
                        && route.prefix().path().equals(reservation.prefix().path())
                        && UnitPattern.anyMatches(
                                reservation.units(), route.app().unit())) {
                    return because(
                            reservation,
                            Outcome.RESERVATION,
                            "a unit that it names has claimed it: " + described(route));
                }
            }
        }
        return because(reservation, Outcome.RESERVATION, "another reservation takes precedence");
    }

    private Step elsewhere(Holder holder) {
        UrlPrefix prefix = holder.prefix();
        String why = "it is for " + prefix.scheme() + " on port "
                + prefix.port().orElseThrow() + ", and this is "
                + arrival.listener().scheme() + " on port " + arrival.listener().port();
        return because(holder, Outcome.LISTENER, why);
    }

    private static Step because(Holder holder, Outcome outcome, String why) {
        return step(holder, outcome, " (" + words(holder.prefix().host()) + "): " + why + ".");
    }

    private static Step step(Holder holder, Outcome outcome, String rest) {
        String word = outcome.name().toLowerCase(Locale.ROOT);
        if (holder instanceof Route route) {
            Claim claim = route.claim();
            String text = claim.app().unit() + " claims " + claim.prefix() + rest;
            return new Step("claim", word, text, claim.file().toString(), claim.line());
        }
        Reservation reservation = (Reservation) holder;
        String text = "A reservation keeps " + reservation.prefix() + rest;
        return new Step("reservation", word, text, reservation.file().toString(), reservation.line());
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
