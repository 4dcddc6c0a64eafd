package org.usher.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.claim.AppListener;
import org.usher.claim.AppSection;
import org.usher.claim.UnitClaims;
import org.usher.machine.Machine;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.problem.Problem.Severity;
import org.usher.problem.Problems;
import org.usher.problem.Problems.Place;
import org.usher.route.App;
import org.usher.route.Category;
import org.usher.route.Claim;
import org.usher.route.UrlPrefix;
import org.usher.section.HttpSection;
import org.usher.section.ListenerSection;
import org.usher.unit.Assignment;
import org.usher.unit.Specifiers;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitName;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;
import org.usher.unit.Words;

/** What could be better about one socket unit by itself: read from its text and files, beside what it claims. */
public final class UnitCheck {
    private static final Path ADMINISTRATORS = Path.of("/etc");
    private static final Path PACKAGES = Path.of("/usr");

    /** What speaks for a host as a whole (RFC 8615), ACME's proofs among it. */
    private static final String WELL_KNOWN = "/.well-known/";

    /** The directory that no unit owns, made by our tmpfiles.d. */
    private static final Path APPS = Path.of("/run/usher/apps");

    private static final Path RUN = Path.of("/run");

    private static final String SHORTENS =
            "shortens its queue to 11 connections; below [Service] of the service the line may stand";

    /** Lists with commas, globs and templates, as other programs have them: {@code /a/,/b/}, {@code /a/*}, {@code /{id}/}. */
    private static final Pattern OTHER_WORLD = Pattern.compile(",|\\{|[^/]\\*|(?<!/)/[*:]");

    private final UnitText text;
    private final UnitSource source;
    private final Machine machine;
    private final Problems problems;

    private UnitCheck(UnitText text, UnitSource source, Machine machine) {
        this.text = text;
        this.source = source;
        this.machine = machine;
        this.problems = new Problems(text.unit());
    }

    /**
     * Checks all units that count, and the dispatcher that is to serve them.
     *
     * @param claims what these units claim
     * @throws IOException if {@code source} cannot be asked
     */
    public static List<Problem> ofAll(UnitClaims claims, UnitSource source, Machine machine) throws IOException {
        List<Problem> found = new ArrayList<>();
        for (UnitFiles unit : source.activeSockets()) {
            found.addAll(of(unit.unit(), unit.files(), source, machine));
        }
        found.addAll(Capacity.descriptors(claims, source));
        return found;
    }

    /** Checks one socket unit; there is nothing to say of one that has nothing to do with usher. */
    public static List<Problem> of(String unit, List<Path> files, UnitSource source, Machine machine)
            throws IOException {
        UnitText text = UnitText.read(unit, files, new Problems());
        if (!text.has(HttpSection.NAME) || !text.loads()) {
            return List.of();
        }
        UnitCheck check = new UnitCheck(text, source, machine);
        FileTrust.report(text, machine, check.problems);
        if (!ListenerSection.concerns(text, machine)) {
            check.app(AppSection.read(text, source, machine, new Problems()));
        }
        return check.problems.found();
    }

    private void app(AppSection app) throws IOException {
        app.claims().forEach(claim -> width(claim, problems));
        literals();
        AppListener listener = app.listener();
        if (listener != null && listener.mode() == App.Mode.HANDOFF) {
            SocketAccess.report(text, listener, machine, problems);
            traps(listener);
        }
        if (listener != null) {
            place(listener);
        }
    }

    /** Prefixes with marks that mean something elsewhere, and here are octets of a path that nobody requests. */
    private void literals() {
        for (Assignment line : text.list(HttpSection.NAME, "Prefix")) {
            if (OTHER_WORLD.matcher(line.value()).find()) {
                String what =
                        "Prefix=" + line.value() + " is taken literally: a prefix covers all that lies below it without"
                                + " a pattern, and a blank stands between two of them";
                problems.warning("literal-prefix", line, what, null);
            }
        }
    }

    /**
     * Reports a claim that takes more than one app's share: every host before all others, or everything that nobody else
     * has claimed. An administrator may well want it; a package had better not.
     */
    static void width(Claim claim, Problems problems) {
        UrlPrefix prefix = claim.prefix();
        boolean packaged = claim.file().startsWith(PACKAGES);
        if (prefix.host().category() == Category.STRONG) {
            String what = "takes its path from every host, even from those that other units claim";
            wide("strong-wildcard", !claim.file().startsWith(ADMINISTRATORS), claim, what, problems);
        } else if (prefix.host().category() == Category.WEAK && prefix.path().equals("/")) {
            wide("root-claim", packaged, claim, "takes every request that no other unit claims", problems);
        }
        if (prefix.path().startsWith(WELL_KNOWN)) {
            String what = "speaks for the whole host: who serves it can get certificates in its name";
            wide("well-known", packaged, claim, what, problems);
        }
    }

    private static void wide(String id, boolean matters, Claim claim, String what, Problems problems) {
        Severity severity = matters ? Severity.WARNING : Severity.NOTE;
        String text = "Prefix=" + claim.prefix() + " " + what + ": name the host, //host/path/";
        problems.add(severity, id, Place.of(claim), text, null);
    }

    /** Settings of systemd's that are harmless in other socket units and lose connections in those of an app. */
    private void traps(AppListener listener) {
        trap(
                Severity.WARNING,
                "FlushPending",
                "flush-pending",
                "throws away the connections that wait when the app stops");
        trap(Severity.WARNING, "PrivateNetwork", "dgram-queue-short", SHORTENS);
        trap(Severity.WARNING, "NetworkNamespacePath", "dgram-queue-short", SHORTENS);
        trap(Severity.ERROR, "Accept", "accept-yes", "makes systemd refuse it: ListenDatagram= has one service");
        if (text.list("Unit", "OnFailure").stream()
                .noneMatch(line -> line.value().contains("usher-rearm@"))) {
            String what = "when " + text.unit() + " fails, nothing makes it listen again";
            String fix = Fix.lines("[Unit]", "OnFailure=usher-rearm@%N.service");
            problems.note("no-rearm", listener.line(), what, fix);
        }
    }

    private void trap(Severity severity, String key, String id, String what) {
        Assignment line = text.scalar("Socket", key);
        if (line != null && !HttpSection.isNo(line.value())) {
            String fix = key + (key.endsWith("Path") ? "=" : "=no");
            problems.add(severity, id, line, key + "= in the socket unit " + what, fix);
        }
    }

    /**
     * The service, and the place of the socket. systemd gives a {@code RuntimeDirectory=} to the service's user when the
     * service starts and removes it when it stops: a socket in there serves one connection and is gone.
     */
    private void place(AppListener listener) throws IOException {
        Assignment line = listener.line();
        String service = text.service(machine);
        List<Path> files = source.filesOf(service);
        if (files.isEmpty()) {
            String what = "there is no " + service + ", so systemd does not start " + text.unit()
                    + ": write the service, or name it with Service=";
            problems.error("service-missing", line, what, null);
        }
        Path socket = listener.socket().normalize();
        if (socket.startsWith(APPS)) {
            return;
        }
        String fix = line.key() + "=" + APPS + "/" + UnitName.of(text.unit()).stem() + ".sock";
        String owned = runtimeDirectory(socket, UnitText.read(service, files, new Problems()));
        if (owned != null) {
            String what = socket + " lies in RuntimeDirectory=" + owned + " of " + service
                    + ", which systemd takes away at start and removes at stop";
            problems.error("socket-in-runtime-dir", line, what, fix);
        } else if (listener.mode() == App.Mode.HANDOFF) {
            String what = socket + " does not lie in " + APPS + ", the directory that no unit removes";
            problems.note("socket-in-runtime-dir", line, what, fix);
        }
    }

    /** The word of {@code RuntimeDirectory=} that names a directory above the socket; null if there is none. */
    private @Nullable String runtimeDirectory(Path socket, UnitText service) {
        Specifiers specifiers = new Specifiers(service, machine);
        for (Assignment directories : service.list("Service", "RuntimeDirectory")) {
            for (String directory : Words.of(directories.value())) {
                String expanded = specifiers.inSystemdValueOrNull(directory);
                if (expanded != null && socket.startsWith(RUN.resolve(expanded))) {
                    return directory;
                }
            }
        }
        return null;
    }
}
