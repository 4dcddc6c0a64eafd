package org.usher.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.precedence.LostClaim;
import org.usher.precedence.Precedence;
import org.usher.reservation.UnitPattern;
import org.usher.route.Arrival;
import org.usher.route.Category;
import org.usher.route.Claim;
import org.usher.route.Holder;
import org.usher.route.HostPattern;
import org.usher.route.Reservation;
import org.usher.route.Route;
import org.usher.route.UrlPrefix;
import org.usher.table.Trail;
import org.usher.text.Printable;

/**
 * Everybody who could take a request. Nothing is indexed before the first question: most dispatchers are never asked.
 * Any thread may ask.
 */
public final class Candidates {
    /** Of two reservations of one prefix the first counts, and a package's takes nothing from an administrator's claim. */
    private static final String HOLDS_NOTHING = "another reservation or claim, an administrator's, goes before it";

    private final List<Claim> claims;
    private final List<Reservation> reservations;
    private final List<LostClaim> losses;
    private final Supplier<List<Claim>> inactive;
    private @Nullable ClaimIndex index;
    private @Nullable Map<Claim, List<LostClaim>> lossesOf;
    private List<Claim> inactiveClaims = List.of();
    private ClaimIndex inactiveIndex = new ClaimIndex(List.of(), List.of());

    /**
     * Those of a table.
     *
     * @param claims what it was made of
     * @param reservations what it was made of, too
     * @param losses see {@link org.usher.precedence.TableBuilder.Built#lost}
     * @param inactive what units claim that are not active; returns the same list while that is the same
     */
    public Candidates(
            List<Claim> claims,
            List<Reservation> reservations,
            List<LostClaim> losses,
            Supplier<List<Claim>> inactive) {
        this.claims = claims;
        this.reservations = reservations;
        this.losses = losses;
        this.inactive = inactive;
    }

    /**
     * Those that have the host and the path of a request, in the order of the search.
     *
     * @param search how the table decided the request; the other arguments are those that it was asked with
     */
    public List<Candidate> of(Arrival arrival, @Nullable String host, byte[] path, Trail search) {
        List<Candidate> candidates = new ArrayList<>();
        Judge judge = new Judge(arrival, host, search, lossesOf());
        for (Holder holding : index().having(host, arrival.localAddress(), path)) {
            candidates.add(judge.judge(holding));
        }
        for (Holder holding : inactiveIndex().having(host, arrival.localAddress(), path)) {
            candidates.add(judge.judgeInactive(holding));
        }
        return candidates;
    }

    private synchronized ClaimIndex index() {
        ClaimIndex made = index == null ? new ClaimIndex(claims, reservations) : index;
        index = made;
        return made;
    }

    private synchronized Map<Claim, List<LostClaim>> lossesOf() {
        Map<Claim, List<LostClaim>> made = lossesOf;
        if (made == null) {
            made = new HashMap<>();
            for (LostClaim loss : losses) {
                made.computeIfAbsent(loss.loser(), any -> new ArrayList<>(1)).add(loss);
            }
            lossesOf = made;
        }
        return made;
    }

    private synchronized ClaimIndex inactiveIndex() {
        List<Claim> now = inactive.get();
        if (now != inactiveClaims) {
            inactiveClaims = now;
            inactiveIndex = new ClaimIndex(now, List.of());
        }
        return inactiveIndex;
    }

    /** Says of each candidate for one request why it wins or lost; they come in the order of the search. */
    private static final class Judge {
        private final Arrival arrival;
        private final @Nullable String host;
        private final Trail search;
        private final Map<Claim, List<LostClaim>> losses;

        Judge(Arrival arrival, @Nullable String host, Trail search, Map<Claim, List<LostClaim>> losses) {
            this.arrival = arrival;
            this.host = host;
            this.search = search;
            this.losses = losses;
        }

        Candidate judgeInactive(Holder holding) {
            Route route = (Route) holding;
            return arrival.listener().serves(route.prefix())
                    ? new Candidate(
                            route,
                            Rule.INACTIVE,
                            "it is inactive: systemctl enable --now "
                                    + route.app().unit())
                    : elsewhere(holding);
        }

        Candidate judge(Holder holding) {
            if (!arrival.listener().serves(holding.prefix())) {
                return elsewhere(holding);
            }
            LostClaim loss = holding instanceof Route route ? loss(route.claim()) : null;
            if (loss != null) {
                boolean reserved = loss.rule() == Precedence.RESERVATION;
                String why = loss.rule().text() + ": " + described(loss.winner());
                return new Candidate(holding, reserved ? Rule.RESERVATION : Rule.CONFLICT, why);
            }
            HostPattern pattern = holding.prefix().host();
            if (isNarrowed(search) && pattern.category() == Category.WEAK) {
                String why =
                        "on this listener the weak wildcard answers only to localhost, to addresses and to hosts that"
                                + " a unit spells (Hosts= in usher.socket), and " + Printable.of(String.valueOf(host))
                                + " is none";
                return new Candidate(holding, Rule.HOST, why);
            }
            HostPattern decidedAt = search.end() == null ? null : search.end().host();
            if (decidedAt == null || comesBefore(pattern, decidedAt)) {
                return new Candidate(holding, Rule.RESERVATION, HOLDS_NOTHING);
            }
            if (decidedAt.equals(pattern)) {
                return amongTheDeciding(holding, search.winner());
            }
            String order = decidedAt.category() == pattern.category()
                    ? "a longer domain goes before a shorter one"
                    : words(decidedAt) + " goes before " + words(pattern);
            return new Candidate(holding, Rule.CATEGORY, "the search ended at " + decidedAt + ": " + order);
        }

        /** Of a holding for the hosts at which the search ended. */
        private Candidate amongTheDeciding(Holder holding, @Nullable Holder winner) {
            if (winner == null) {
                String part = search.ambiguous() == null
                        ? ""
                        : Printable.of(search.ambiguous().segment());
                String why = "the segment \"" + part + "\" of the path can be read so that it leads elsewhere";
                return new Candidate(holding, Rule.AMBIGUOUS, why);
            }
            if (holding.equals(winner)) {
                boolean reserved = holding instanceof Reservation;
                String why = reserved ? "nobody whom it names has claimed it, so nobody gets it" : "it wins";
                return new Candidate(holding, Rule.WINS, why);
            }
            int longer =
                    holding.prefix().path().length() - winner.prefix().path().length();
            if (longer < 0) {
                return new Candidate(holding, Rule.SHORTER, "a longer prefix wins: " + described(winner));
            }
            if (holding instanceof Route) {
                return new Candidate(holding, Rule.CONFLICT, "the same unit claims it in another form");
            }
            boolean claimed = longer == 0
                    && winner instanceof Route route
                    && UnitPattern.anyMatches(
                            ((Reservation) holding).units(), route.app().unit());
            String why = claimed ? "whom it names has claimed it: " + described(winner) : HOLDS_NOTHING;
            return new Candidate(holding, Rule.RESERVATION, why);
        }

        private static boolean isNarrowed(Trail search) {
            return search.steps().stream().anyMatch(step -> step.outcome() == Trail.Outcome.NARROWED);
        }

        private static boolean comesBefore(HostPattern one, HostPattern other) {
            int byCategory = one.category().compareTo(other.category());
            boolean domains = one instanceof HostPattern.Subdomains && other instanceof HostPattern.Subdomains;
            return byCategory < 0
                    || (domains && one.toString().length() > other.toString().length());
        }

        private Candidate elsewhere(Holder holding) {
            UrlPrefix prefix = holding.prefix();
            String why =
                    "it is for " + prefix.scheme() + " on port " + prefix.port().orElseThrow()
                            + ", and this is " + arrival.listener().scheme() + " on port "
                            + arrival.listener().port();
            return new Candidate(holding, Rule.LISTENER, why);
        }

        private @Nullable LostClaim loss(Claim claim) {
            for (LostClaim loss : losses.getOrDefault(claim, List.of())) {
                if (arrival.listener().serves(loss.winner().prefix())) {
                    return loss;
                }
            }
            return null;
        }
    }

    private static String described(Holder holding) {
        return holding instanceof Route route
                ? route.prefix() + " of " + route.app().unit()
                : "the reservation of " + holding.prefix();
    }

    /** The kind of a host pattern in words. */
    public static String words(HostPattern pattern) {
        return switch (pattern.category()) {
            case STRONG -> "the strong wildcard";
            case NAME -> "a host name";
            case SUBDOMAINS -> "a domain";
            case ADDRESS -> "an address";
            case WEAK -> "the weak wildcard";
        };
    }
}
