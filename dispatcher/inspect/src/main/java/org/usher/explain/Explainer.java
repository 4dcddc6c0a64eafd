package org.usher.explain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;
import org.usher.head.Head;
import org.usher.head.HeadScanner;
import org.usher.head.Scan;
import org.usher.refusal.Refusal;
import org.usher.report.Explanation;
import org.usher.report.Explanation.Step;
import org.usher.report.Question;
import org.usher.report.RawText;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.route.Arrival;
import org.usher.route.Claim;
import org.usher.route.Listener;
import org.usher.route.Route;
import org.usher.table.Decision;
import org.usher.table.Decision.Refused;
import org.usher.table.Trail;
import org.usher.text.Printable;

/**
 * The explanation of one question. The request is written out as a head, and goes through the same scanner and the same
 * table as a real one.
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
        String target = latin1(question.target());
        String host = question.host() == null ? null : latin1(question.host());
        byte[] octets = ("GET " + target + (host == null ? " HTTP/1.0" : " HTTP/1.1\r\nHost: " + host) + "\r\n\r\n")
                .getBytes(ISO_8859_1);
        int max = situation.declarations().limits().headSizeMax();
        Scan scan = new HeadScanner(max).scan(octets, octets.length);
        boolean breaksLine = (target + host).indexOf('\n') >= 0; // then it would be another head
        if (scan instanceof Head head && !breaksLine) {
            return explain(head);
        }
        return scan instanceof Scan.Malformed malformed
                ? refused(malformed.reason(), malformed.detail())
                : refused(Refusal.BAD_REQUEST, "The target or the host would end the head early.");
    }

    /** The octets that a text stands for, each as one character. */
    private static String latin1(String text) {
        return new String(RawText.octets(text), ISO_8859_1);
    }

    private Explanation explain(Head head) {
        String path = Printable.of(new String(head.path(), ISO_8859_1));
        step("head", "The path is " + path + (head.host() == null ? ", without a host." : " of " + head.host() + "."));
        IpAddress address = Objects.requireNonNull(IpAddress.parse(question.address())); // a Question has checked it
        Listener listener = listener(address);
        if (listener == null) {
            String what = "No listener takes " + question.scheme() + " at " + address + " on port " + question.port()
                    + " in this usher; to ask that of usherctl run, set USHER_CONTROL= as it says, or use --unit-path.";
            return refused(Refusal.UNKNOWN_HOST, what);
        }
        Arrival.Supposed arrival = new Arrival.Supposed(listener, address);
        Trail trail = new Trail();
        Decision decision = situation.table().search(arrival, head, trail);
        if (head.scheme() == null || head.scheme().equals(listener.scheme())) {
            steps.addAll(situation.claimants(arrival, head, trail));
        }
        if (decision instanceof Decision.Routed routed) {
            return routed(routed.route());
        }
        Refused refused = (Refused) decision;
        return refused(refused.reason(), refused.detail());
    }

    /** The listener that takes a connection to the address; one that is bound to loopback takes no others. */
    private @Nullable Listener listener(IpAddress address) {
        return situation.listeners().stream()
                .filter(listener -> listener.port() == question.port())
                .filter(listener -> listener.scheme().equals(question.scheme()))
                .filter(listener -> address.isLoopback() || !listener.loopbackBound())
                .max(Comparator.comparing(Listener::loopbackBound))
                .orElse(null);
    }

    private Explanation routed(Route route) {
        Claim claim = route.claim();
        App app = claim.app();
        AppState state = situation.appState(app.unit());
        Refused trouble = trouble(app, state);
        Refusal refusal = trouble == null ? null : trouble.reason();
        String text = trouble == null
                ? "It goes to " + app.unit() + filesFirst(app.first()) + "."
                : "It is refused as " + trouble.reason().word() + ": " + app.unit() + " has the route, but "
                        + trouble.detail() + ".";
        steps.add(new Step("answer", null, text, claim.file().toString(), claim.line()));
        return new Explanation(
                refusal == null ? Explanation.ROUTE : refusal.word(),
                refusal == null ? null : refusal.status(),
                app.unit(),
                app.service(),
                claim.prefix().toString(),
                claim.prefix().host().category().name().toLowerCase(Locale.ROOT),
                Situation.word(state),
                steps);
    }

    /** What has become of a GET or HEAD before it comes to an app. */
    private static String filesFirst(@Nullable App files) {
        return files == null
                ? ""
                : ", if there is no file for it in " + Situation.where(files) + ", which is asked first";
    }

    /** Why an app does not get what is routed to it; null if it does. */
    private static @Nullable Refused trouble(App app, AppState state) {
        String unit = app.unit();
        return switch (state.condition()) {
            case MAINTENANCE ->
                new Refused(Refusal.MAINTENANCE, "it is in maintenance (usherctl maintenance " + unit + " off)");
            case FAILED ->
                new Refused(Refusal.APP_FAILED, state.detail("its socket") + " (systemctl status " + unit + ")");
            case UNSAFE -> new Refused(Refusal.APP_OFFLINE, "its socket is not used (usherctl problems)");
            case OFFLINE -> new Refused(Refusal.APP_OFFLINE, state.result());
            case LISTENING, RUNNING -> null;
        };
    }

    private Explanation refused(Refusal reason, String detail) {
        step("answer", detail);
        return new Explanation(reason.word(), reason.status(), null, null, null, null, null, steps);
    }

    private void step(String word, String text) {
        steps.add(new Step(word, null, text, null, 0));
    }
}
