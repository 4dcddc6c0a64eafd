package org.usher.claim;

import java.io.IOException;
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
import org.usher.section.LimitsSection;
import org.usher.unit.Assignment;
import org.usher.unit.SpecifierException;
import org.usher.unit.Specifiers;
import org.usher.unit.UnitName;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;
import org.usher.unit.Words;

/**
 * A socket unit with an {@code [X-HTTP]} section: the app behind it and the prefixes that it claims.
 *
 * @param claims in the order of the unit's lines, no prefix twice; empty if nothing can receive for it
 * @param safe whether the socket may be used at all: if not, its prefixes stay claimed and are refused
 * @param listener what receives for it; null if nothing can, or if it claims nothing
 */
record AppSection(List<Claim> claims, boolean safe, @Nullable AppListener listener) {
    static final List<String> KEYS = List.of("Prefix", "StartTimeoutSec", "QueueMax", "Unread", "Isolate");

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration START_TIMEOUT_MAX = Duration.ofHours(1);
    private static final int QUEUE = 1024;
    private static final int QUEUE_MAX = 65536;
    /** A hundred times what a large site claims. */
    private static final int PREFIXES_MAX = 4096;

    /** Reads the app of a unit; what cannot be used is a problem, and the rest still counts. */
    static AppSection read(UnitText text, UnitSource source, Machine machine, Problems problems) throws IOException {
        HttpSection section = new HttpSection(text, problems);
        section.reportUnknown(
                KEYS, LimitsSection.KEYS, LimitsSection.UNIT, Fix.command("systemctl", "edit", LimitsSection.UNIT));
        Specifiers specifiers = new Specifiers(UnitName.of(text.unit()), machine);
        Duration startTimeout =
                section.duration("StartTimeoutSec", START_TIMEOUT, Duration.ofMillis(1), START_TIMEOUT_MAX);
        int queueMax = section.count("QueueMax", QUEUE, 1, QUEUE_MAX);
        boolean unread = section.flag("Unread", true);
        boolean isolate = section.flag("Isolate", false);
        List<Assignment> lines = section.list("Prefix");
        AppListener listener = lines.isEmpty() ? null : AppListener.of(text, specifiers, problems);
        if (listener == null) {
            return new AppSection(List.of(), true, null);
        }
        listener = listener.asLoaded(text.unit(), source, machine);
        App app = new App(
                text.unit(),
                service(text, specifiers),
                listener.mode(),
                listener.socket(),
                startTimeout,
                queueMax,
                unread,
                isolate);
        boolean safe = app.mode() == App.Mode.RELAY || SocketAccess.isSafe(text, listener, machine, problems);
        SocketPlace.check(text, listener, source, machine, problems);
        SocketTraps.report(text, listener, problems);
        return new AppSection(claims(lines, app, specifiers, problems), safe, listener);
    }

    private static String service(UnitText text, Specifiers specifiers) {
        Assignment written = text.scalar("Socket", "Service");
        if (written != null) {
            try {
                return specifiers.inSystemdValue(written.value());
            } catch (SpecifierException ignored) { // systemd says so, and leaves the line out as we do
            }
        }
        return App.serviceOf(text.unit());
    }

    /** Splits on white space first and expands then: an instance name must not become a second claim. */
    private static List<Claim> claims(List<Assignment> lines, App app, Specifiers specifiers, Problems problems) {
        List<Claim> claims = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Assignment line : lines) {
            for (String word : Words.of(line.value())) {
                if (claims.size() == PREFIXES_MAX) {
                    String what = app.unit() + " claims more than " + PREFIXES_MAX + " prefixes; the first of them"
                            + " count: claim a shorter prefix that covers them, or divide them among several units";
                    problems.error("too-many-prefixes", app.unit(), line.file(), line.line(), what, null);
                    return claims;
                }
                UrlPrefix prefix = prefix(word, line, app, specifiers, problems);
                if (prefix != null && seen.add(prefix.toString())) {
                    Claim claim = new Claim(prefix, app, line.file(), line.line());
                    WideClaim.report(claim, problems);
                    claims.add(claim);
                }
            }
        }
        return claims;
    }

    private static @Nullable UrlPrefix prefix(
            String word, Assignment line, App app, Specifiers specifiers, Problems problems) {
        try {
            return PrefixReader.parse(specifiers.inPrefix(word));
        } catch (SpecifierException bad) {
            String what = "Prefix=" + word + ": " + bad.getMessage() + "; write the prefix out in full";
            problems.error("bad-specifier", app.unit(), line.file(), line.line(), what, null);
        } catch (PrefixException bad) {
            String what = String.valueOf(bad.getMessage());
            problems.error("bad-prefix", app.unit(), line.file(), line.line(), what, null);
        }
        return null;
    }
}
