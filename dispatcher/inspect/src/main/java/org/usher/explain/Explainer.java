package org.usher.explain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;
import org.usher.head.Head;
import org.usher.head.HeadScanner;
import org.usher.head.Scan;
import org.usher.path.PathMatch;
import org.usher.path.PathSegments;
import org.usher.refusal.Refusal;
import org.usher.report.Explanation;
import org.usher.report.Explanation.Settled;
import org.usher.report.Explanation.Step;
import org.usher.report.Question;
import org.usher.report.RawText;
import org.usher.route.App;
import org.usher.route.Arrival;
import org.usher.route.Claim;
import org.usher.route.Holder;
import org.usher.route.Listener;
import org.usher.route.Reservation;
import org.usher.route.Route;
import org.usher.table.Decision;
import org.usher.table.Trail;
import org.usher.text.Printable;

/**
 * The way of one imagined request: it is written out as a head, and goes through the same scanner and the same table as
 * a real one.
 */
final class Explainer {
    private final Situation situation;
    private final Question question;
    private final List<Step> steps = new ArrayList<>();
    private @Nullable Settled settled;

    Explainer(Situation situation, Question question) {
        this.situation = situation;
        this.question = question;
    }

    Explanation explain() {
        byte[] octets = head();
        Scan scan = new HeadScanner(situation.declarations().limits().headSizeMax()).scan(octets, octets.length);
        if (scan instanceof Scan.Complete complete && !breaksLine()) {
            return explain(complete.head());
        }
        return scan instanceof Scan.Malformed malformed
                ? refused(malformed.reason(), malformed.detail())
                : refused(Refusal.BAD_REQUEST, "The target or the host ends the head before its end.");
    }

    private byte[] head() {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String host = question.host();
        head.writeBytes("GET ".getBytes(ISO_8859_1));
        head.writeBytes(RawText.octets(question.target()));
        if (host == null) {
            head.writeBytes(" HTTP/1.0".getBytes(ISO_8859_1));
        } else {
            head.writeBytes(" HTTP/1.1\r\nHost: ".getBytes(ISO_8859_1));
            head.writeBytes(RawText.octets(host));
        }
        head.writeBytes("\r\n\r\n".getBytes(ISO_8859_1));
        return head.toByteArray();
    }

    /** Whether target or host would end its own line, and so begin a field: the head is then about something else. */
    private boolean breaksLine() {
        String host = question.host();
        return holdsLineFeed(question.target()) || (host != null && holdsLineFeed(host));
    }

    private static boolean holdsLineFeed(String text) {
        for (byte octet : RawText.octets(text)) {
            if (octet == '\n') {
                return true;
            }
        }
        return false;
    }

    private Explanation explain(Head head) {
        String path = Printable.of(new String(head.path(), ISO_8859_1));
        step("head", "The path is " + path + (head.host() == null ? ", without a host." : " of " + head.host() + "."));
        IpAddress address = Objects.requireNonNull(IpAddress.parse(question.address())); // a Question has checked it
        Listener point = point(address);
        if (point == null) {
            String what =
                    "No listener takes " + question.scheme() + " at " + address + " on port " + question.port() + ".";
            return refused(Refusal.UNKNOWN_HOST, what);
        }
        Arrival arrival = new Arrival(point, address);
        Trail trail = new Trail();
        Decision decision = situation.table().search(arrival, head, trail);
        if (head.scheme() != null && !head.scheme().equals(point.scheme())) {
            return refused((Decision.Refused) decision);
        }
        situation.candidates().of(arrival, head.host(), head.path(), trail).forEach(this::candidate);
        settled = settled(head, trail);
        return decision instanceof Decision.Routed routed ? routed(routed) : refused((Decision.Refused) decision);
    }

    /** The listener that takes a connection to the address; one that is bound to loopback takes no others. */
    private @Nullable Listener point(IpAddress address) {
        Listener found = null;
        for (Listener point : situation.points()) {
            boolean fits = point.port() == question.port() && point.scheme().equals(question.scheme());
            if (fits && (address.isLoopback() || !point.loopbackBound()) && (found == null || point.loopbackBound())) {
                found = point;
            }
        }
        return found;
    }

    private void candidate(Candidate candidate) {
        Holder holding = candidate.holding();
        String kind = " (" + Candidates.words(holding.prefix().host()) + "): " + candidate.why() + ".";
        if (holding instanceof Route route) {
            Claim claim = route.claim();
            boolean inactive = candidate.rule() == Rule.INACTIVE;
            String text = inactive
                    ? claim.app().unit() + " claims " + claim.prefix() + " but is inactive: systemctl enable --now "
                            + claim.app().unit()
                    : claim.app().unit() + " claims " + claim.prefix() + kind;
            step("claim", candidate.rule(), text, claim.file(), claim.line());
        } else if (holding instanceof Reservation reservation) {
            String text = "A reservation keeps " + reservation.prefix() + kind;
            step("reservation", candidate.rule(), text, reservation.file(), reservation.line());
        }
    }

    private static Settled settled(Head head, Trail trail) {
        PathMatch.Ambiguous ambiguous = trail.ambiguous();
        if (ambiguous != null) {
            return new Settled(false, Printable.of(ambiguous.segment()), null, null);
        }
        String segment = firstAmbiguousSegment(head.path());
        return new Settled(segment == null, segment, null, null);
    }

    private static @Nullable String firstAmbiguousSegment(byte[] path) {
        PathSegments segments = new PathSegments(path);
        while (segments.next()) {
            if (!segments.isPlain()) {
                return Printable.of(segments.raw());
            }
        }
        return null;
    }

    private Explanation routed(Decision.Routed routed) {
        Claim claim = routed.route().claim();
        App app = claim.app();
        String state = situation.state(app.unit());
        Refusal refusal = refusal(app, state);
        String answer =
                switch (state) {
                    case "failed" ->
                        situation.appState(app.unit()).detail("its socket") + " (systemctl status " + app.unit() + ")";
                    case "routed" -> "it needs the relay app, which is not installed";
                    default -> "its socket is not used (usherctl problems)";
                };
        step(
                "answer",
                null,
                refusal == null
                        ? "It goes to " + app.unit() + "."
                        : "It is refused as " + refusal.word() + ": " + app.unit() + " has the route, but " + answer
                                + ".",
                claim.file(),
                claim.line());
        return new Explanation(
                refusal == null ? Explanation.ROUTE : refusal.word(),
                refusal == null ? null : refusal.status(),
                app.unit(),
                app.service(),
                claim.prefix().toString(),
                claim.prefix().host().category().name().toLowerCase(Locale.ROOT),
                state,
                settled,
                steps);
    }

    /** Why an app does not get what is routed to it; null if it does. */
    private static @Nullable Refusal refusal(App app, String state) {
        if (state.equals("failed")) {
            return Refusal.APP_FAILED;
        }
        return state.equals("routed") && app.mode() == App.Mode.HANDOFF ? null : Refusal.APP_OFFLINE;
    }

    private Explanation refused(Decision.Refused refused) {
        return refused(refused.reason(), refused.detail());
    }

    private Explanation refused(Refusal reason, String detail) {
        step("answer", detail);
        return new Explanation(reason.word(), reason.status(), null, null, null, null, null, settled, steps);
    }

    private void step(String word, String text) {
        steps.add(new Step(word, null, text, null, 0));
    }

    private void step(String word, @Nullable Rule rule, String text, Path file, int line) {
        steps.add(new Step(word, rule == null ? null : rule.word(), text, file.toString(), line));
    }
}
