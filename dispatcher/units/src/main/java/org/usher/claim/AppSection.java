package org.usher.claim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.machine.Machine;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.problem.Fix;
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
    public static final List<String> KEYS = List.of("Prefix", "StartTimeoutSec", "QueueMax", "Unread", "Isolate");

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration START_TIMEOUT_MAX = Duration.ofHours(1);
    private static final int QUEUE = 1024;
    private static final int QUEUE_MAX = 65536;
    /** A hundred times what a large site claims. */
    private static final int PREFIXES_MAX = 4096;

    /** Reads the app of a unit; what cannot be used is a problem, and the rest still counts. */
    public static AppSection read(UnitText text, Machine machine, Problems problems) {
        HttpSection section = new HttpSection(text, problems);
        String edit = Fix.command("systemctl", "edit", ListenerSection.MAIN);
        section.reportUnknown(KEYS, ListenerSection.ALL_KEYS, ListenerSection.MAIN, edit);
        Specifiers specifiers = new Specifiers(text, machine);
        Duration startTimeout =
                section.duration("StartTimeoutSec", START_TIMEOUT, Duration.ofMillis(1), START_TIMEOUT_MAX);
        int queueMax = section.count("QueueMax", QUEUE, 1, QUEUE_MAX);
        boolean unread = section.flag("Unread", true);
        boolean isolate = section.flag("Isolate", false);
        List<Assignment> lines = text.list(HttpSection.NAME, "Prefix");
        AppListener listener = lines.isEmpty() ? null : AppListener.of(text, specifiers, problems);
        if (listener == null) {
            return new AppSection(List.of(), null);
        }
        App app = new App(
                text.unit(),
                text.service(machine),
                listener.mode(),
                listener.socket(),
                startTimeout,
                queueMax,
                unread,
                isolate);
        return new AppSection(claims(lines, app, specifiers, problems), listener);
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
