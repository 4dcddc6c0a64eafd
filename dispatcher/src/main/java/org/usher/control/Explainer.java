package org.usher.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.usher.control.Explanation.Step;
import org.usher.head.Head;
import org.usher.head.HeadScanner;
import org.usher.head.IpAddress;
import org.usher.head.Scan;
import org.usher.prefix.Category;
import org.usher.refusal.Printable;
import org.usher.refusal.Refusal;
import org.usher.route.Arrival;
import org.usher.route.Claim;
import org.usher.route.Decision;
import org.usher.route.Holding;
import org.usher.route.ListenPoint;
import org.usher.route.Reservation;
import org.usher.route.Route;
import org.usher.table.Explanation.Candidate;
import org.usher.table.RouteTable;

/**
 * The way of one imagined request: it is written out as a head, and goes through the same scanner and the same table as
 * a real one.
 */
final class Explainer {
    private final Situation situation;
    private final Question question;
    private final List<Step> steps = new ArrayList<>();

    Explainer(Situation situation, Question question) {
        this.situation = situation;
        this.question = question;
    }

    Explanation explain() {
        byte[] octets = head();
        Scan scan = new HeadScanner(situation.declarations().settings().headSizeMax()).scan(octets, octets.length);
        if (scan instanceof Scan.Complete complete) {
            return explain(complete.head());
        }
        return scan instanceof Scan.Malformed malformed
                ? refused(malformed.reason(), malformed.detail())
                : refused(Refusal.BAD_REQUEST, "The target or the host ends the head before its end.");
    }

    private byte[] head() {
        String host = question.host();
        String text = host == null
                ? "GET " + question.target() + " HTTP/1.0\r\n\r\n"
                : "GET " + question.target() + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private Explanation explain(Head head) {
        String path = Printable.of(new String(head.path(), ISO_8859_1));
        step("head", "The path is " + path + (head.host() == null ? ", without a host." : " of " + head.host() + "."));
        ListenPoint point = point();
        IpAddress address = IpAddress.parse(question.address());
        if (point == null || address == null) {
            String what = point == null
                    ? "No listener stands for " + question.scheme() + " on port " + question.port() + "."
                    : "\"" + Printable.of(question.address()) + "\" is no IP address.";
            return refused(Refusal.UNKNOWN_HOST, what);
        }
        Arrival arrival = new Arrival(point, address);
        Decision decision = situation.table().find(arrival, head);
        for (Candidate candidate :
                situation.table().explain(arrival, head.host(), head.path()).candidates()) {
            candidate(candidate);
        }
        if (decision instanceof Decision.Routed routed) {
            return routed(routed);
        }
        inactive(arrival, head);
        Decision.Refused refused = (Decision.Refused) decision;
        return refused(refused.reason(), refused.detail());
    }

    private @Nullable ListenPoint point() {
        for (ListenPoint point : situation.points()) {
            if (point.port() == question.port() && point.scheme().equals(question.scheme())) {
                return point;
            }
        }
        return null;
    }

    private void candidate(Candidate candidate) {
        Holding holding = candidate.holding();
        if (holding instanceof Route route) {
            Claim claim = route.claim();
            String text = claim.app().unit() + " claims " + claim.prefix() + " (" + words(candidate.category()) + "): "
                    + candidate.why() + ".";
            steps.add(new Step("claim", text, claim.file().toString(), claim.line()));
        } else if (holding instanceof Reservation reservation) {
            String text = "A reservation keeps " + reservation.prefix() + " (" + words(candidate.category()) + "): "
                    + candidate.why() + ".";
            steps.add(new Step("reservation", text, reservation.file().toString(), reservation.line()));
        }
    }

    /** Units that would take the request if they were active. */
    private void inactive(Arrival arrival, Head head) {
        List<Claim> inactive = situation.inactive().get();
        RouteTable table = RouteTable.of(inactive, List.of(), situation.points(), situation.policy());
        for (Candidate candidate :
                table.explain(arrival, head.host(), head.path()).candidates()) {
            if (candidate.holding() instanceof Route route) {
                String unit = route.app().unit();
                String text = unit + " claims " + route.prefix() + " but is inactive: systemctl enable --now " + unit;
                steps.add(new Step(
                        "inactive",
                        text,
                        route.claim().file().toString(),
                        route.claim().line()));
            }
        }
    }

    private Explanation routed(Decision.Routed routed) {
        Claim claim = routed.route().claim();
        String unit = claim.app().unit();
        String state = situation.state(unit);
        boolean usable = state.equals("routed");
        String answer = usable
                ? "It goes to " + unit + "."
                : "It is refused as AppOffline: the socket of " + unit + " is not used (usherctl problems).";
        steps.add(new Step("answer", answer, claim.file().toString(), claim.line()));
        return new Explanation(
                usable ? Explanation.ROUTE : Refusal.APP_OFFLINE.word(),
                usable ? null : Refusal.APP_OFFLINE.status(),
                unit,
                service(unit),
                claim.prefix().toString(),
                routed.category().name().toLowerCase(Locale.ROOT),
                state,
                steps);
    }

    private Explanation refused(Refusal reason, String detail) {
        step("answer", detail);
        return new Explanation(reason.word(), reason.status(), null, null, null, null, null, steps);
    }

    private void step(String word, String text) {
        steps.add(new Step(word, text, null, 0));
    }

    private static String service(String unit) {
        return unit.substring(0, unit.lastIndexOf('.')) + ".service";
    }

    private static String words(Category category) {
        return switch (category) {
            case STRONG -> "strong wildcard";
            case NAME -> "host name";
            case SUBDOMAINS -> "subdomains";
            case ADDRESS -> "address";
            case WEAK -> "weak wildcard";
        };
    }
}
