package org.usher.claim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.machine.Machine;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.problem.Problems;
import org.usher.route.App;
import org.usher.route.Claim;
import org.usher.route.UrlPrefix;
import org.usher.section.HttpSection;
import org.usher.section.ListenerSection;
import org.usher.unit.Assignment;
import org.usher.unit.SpecifierException;
import org.usher.unit.Specifiers;
import org.usher.unit.UnitText;
import org.usher.unit.Words;

/**
 * The {@code [X-HTTP]} section of an app's socket unit: the prefixes that it claims, and what receives for them.
 *
 * @param claims in the order of the unit's lines, no prefix twice; empty if nothing can receive for it
 * @param listener what receives for it; null if nothing can, or if it claims nothing
 */
public record AppSection(List<Claim> claims, @Nullable AppListener listener) {
    public static final List<String> KEYS = List.of(
            "Prefix",
            "StartTimeoutSec",
            "QueueMax",
            "Unread",
            "Isolate",
            "Forward",
            "ResponseTimeoutSec",
            "ClientAddress",
            "Static",
            "MaxAge");

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration START_TIMEOUT_MAX = Duration.ofHours(1);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration RESPONSE_TIMEOUT_MAX = Duration.ofDays(1);
    private static final List<String> CLIENT_ADDRESS =
            List.of("x-forwarded", "forwarded", "proxy-v1", "proxy-v2", "none");
    private static final Pattern FORWARD =
            Pattern.compile("/(?!run/usher/).{1,106}|([0-9.]{7,15}|\\[[0-9A-Fa-f:.]{2,45}]):[1-9][0-9]{0,4}");
    static final int QUEUE = 1024;
    private static final int QUEUE_MAX = 65536;
    /** A hundred times what a large site claims. */
    private static final int PREFIXES_MAX = 4096;

    /** Reads the app of a unit; what cannot be used is a problem, and the rest still counts. */
    public static AppSection read(UnitText text, Machine machine, Problems problems) {
        HttpSection section = new HttpSection(text, problems);
        section.reportUnknown(KEYS, ListenerSection.ALL_KEYS, ListenerSection.MAIN);
        Specifiers specifiers = new Specifiers(text, machine);
        Duration startTimeout =
                section.duration("StartTimeoutSec", START_TIMEOUT, Duration.ofMillis(1), START_TIMEOUT_MAX);
        int queueMax = section.count("QueueMax", QUEUE, 1, QUEUE_MAX);
        boolean unread = section.flag("Unread", true);
        boolean isolate = section.flag("Isolate", false);
        Duration responseTimeout =
                section.duration("ResponseTimeoutSec", RESPONSE_TIMEOUT, Duration.ofMillis(1), RESPONSE_TIMEOUT_MAX);
        String clientAddress = section.word("ClientAddress", CLIENT_ADDRESS);
        List<Assignment> lines = text.list(HttpSection.NAME, "Prefix");
        AppListener listener = lines.isEmpty() ? null : AppListener.of(text, specifiers, problems);
        if (listener == null) {
            return new AppSection(List.of(), null);
        }
        String where = listener.receives()
                ? forward(text, specifiers, problems)
                : listener.socket().toString();
        String target =
                where + '\n' + startTimeout.toMillis() + '\n' + responseTimeout.toMillis() + '\n' + clientAddress;
        App app = new App(
                text.unit(),
                text.service(machine),
                where == null ? null : target,
                listener.receives() ? listener.socket() : App.RELAY,
                StaticFiles.of(text, isolate, startTimeout, machine, problems),
                startTimeout,
                queueMax,
                unread,
                isolate);
        return new AppSection(claims(lines, app, specifiers, problems), listener);
    }

    /** Where a relay of this unit's own is to pass requests on to; null if nothing is said, and if it cannot be used. */
    private static @Nullable String forward(UnitText text, Specifiers specifiers, Problems problems) {
        Assignment line = text.scalar(HttpSection.NAME, "Forward");
        String where = line == null ? "" : specifiers.inSystemdValueOrNull(line.value());
        if (line == null || (where != null && FORWARD.matcher(where).matches())) {
            return line == null ? null : where;
        }
        String what =
                "Forward=" + line.value() + " is neither the path of an app's own socket nor ADDRESS:PORT, such as"
                        + " 127.0.0.1:8080: requests for " + text.unit() + " get 502 BackendGone";
        problems.error("bad-value", line, what, null);
        return null;
    }

    /** Splits on white space first and expands then: an instance name must not become a second claim. */
    private static List<Claim> claims(List<Assignment> lines, App app, Specifiers specifiers, Problems problems) {
        List<Claim> claims = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Assignment line : lines) {
            for (String word : Words.of(line, problems)) {
                if (claims.size() == PREFIXES_MAX) {
                    String what = app.unit() + " claims more than " + PREFIXES_MAX + " prefixes; the first of them"
                            + " count: claim a shorter prefix that covers them, or divide them among several"
                            + " units";
                    problems.error("too-many-prefixes", line, what, null);
                    return claims;
                }
                UrlPrefix prefix = prefix(word, line, specifiers, problems);
                if (prefix != null && seen.add(prefix.toString())) {
                    claims.add(new Claim(prefix, app, line.file(), line.line()));
                }
            }
        }
        return claims;
    }

    private static @Nullable UrlPrefix prefix(String word, Assignment line, Specifiers specifiers, Problems problems) {
        try {
            return PrefixReader.parse(specifiers.inPrefix(word));
        } catch (SpecifierException bad) {
            String what = "Prefix=" + word + ": " + bad.getMessage() + "; write the prefix out in full";
            problems.error("bad-specifier", line, what, null);
        } catch (PrefixException bad) {
            problems.error("bad-prefix", line, String.valueOf(bad.getMessage()), null);
        }
        return null;
    }
}
