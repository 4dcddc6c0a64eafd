package org.usher.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.claim.AppListener;
import org.usher.machine.Machine;
import org.usher.problem.Fix;
import org.usher.problem.Problem.Severity;
import org.usher.problem.Problems;
import org.usher.section.HttpSection;
import org.usher.unit.Assignment;
import org.usher.unit.Specifiers;
import org.usher.unit.UnitName;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;
import org.usher.unit.Words;

/** What could be better about the socket unit of one app: what its lines do to the connections that it is to receive. */
record AppCheck(UnitText text, UnitSource source, Machine machine, Problems problems) {
    /** The directory that no unit owns, made by our tmpfiles.d. */
    private static final Path APPS = Path.of("/run/usher/apps");

    private static final Path RUN = Path.of("/run");

    /** Port 80 on every address or on one. */
    private static final Pattern FRONT_PORT = Pattern.compile("([^/]*:)?80");

    private static final String SHORTENS =
            "shortens its queue to 11 connections; put the line below [Service] of the service instead";

    /** Lists with commas, globs and templates, as other programs have them: {@code /a/,/b/}, {@code /a/*}, {@code /{id}/}. */
    private static final Pattern OTHER_WORLD = Pattern.compile(",|\\{|[^/]\\*|(?<!/)/[*:]");

    /** @param listener what receives for the app; null if nothing can */
    void check(@Nullable AppListener listener) throws IOException {
        literals();
        frontPort();
        if (listener != null && listener.receives()) {
            SocketAccess.report(text, listener, machine, problems);
            traps(listener);
        }
        if (listener != null) {
            place(listener);
        }
    }

    /** A listener on the port of usher.socket: only one of the two units can start. */
    private void frontPort() {
        for (Assignment line : text.listeners("ListenStream")) {
            if (FRONT_PORT.matcher(line.value()).matches()) {
                String what = "ListenStream=" + line.value() + " takes the port of usher.socket, so only one of the two"
                        + " starts: remove it (in a drop-in: an empty ListenStream=, then the other listeners again)";
                problems.error("front-port", line, what, null);
            }
        }
    }

    /** Prefixes with marks that mean something elsewhere, and here are octets of a path that nobody requests. */
    private void literals() {
        for (Assignment line : text.list(HttpSection.NAME, "Prefix")) {
            if (OTHER_WORLD.matcher(line.value()).find()) {
                String what = "Prefix=" + line.value() + " is taken literally: usher knows no patterns, a prefix covers"
                        + " everything below it, and blanks separate prefixes";
                problems.warning("literal-prefix", line, what, null);
            }
        }
    }

    /** Settings of systemd's that are harmless in other socket units and lose connections in those of an app. */
    private void traps(AppListener listener) {
        trap(Severity.WARNING, "FlushPending", "flush-pending", "throws away waiting connections at a stop");
        trap(Severity.WARNING, "PrivateNetwork", "dgram-queue-short", SHORTENS);
        trap(Severity.WARNING, "NetworkNamespacePath", "dgram-queue-short", SHORTENS);
        trap(Severity.ERROR, "Accept", "accept-yes", "makes systemd refuse it: ListenDatagram= has only one service");
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
            String fix = line.replaced(key.endsWith("Path") ? "" : "no");
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
        // with Accept=yes each connection has a service of its own
        if (files.isEmpty() && (listener.receives() || text.scalar("Socket", "Accept") == null)) {
            String what = "there is no " + service + ", so systemd does not start " + text.unit()
                    + ": write the service, or name it with Service=";
            problems.error("service-missing", line, what, null);
        }
        Path socket = listener.socket();
        if (socket.startsWith(APPS)) {
            return;
        }
        String fix = moved(line, APPS + "/" + UnitName.of(text.unit()).stem() + ".sock");
        String owned = runtimeDirectory(socket, UnitText.read(service, files, new Problems()));
        if (owned != null) {
            String what = socket + " lies in RuntimeDirectory=" + owned + " of " + service
                    + ", which systemd gives to another owner at start and removes at stop";
            problems.error("socket-in-runtime-dir", line, what, fix);
        } else if (listener.receives()) {
            String what = socket + " is not in " + APPS + ", the directory that no unit removes";
            problems.note("socket-in-runtime-dir", line, what, fix);
        }
    }

    /** The listener at another path; in a drop-in, where lines add up, with an empty one first and all others anew. */
    private String moved(Assignment line, String path) {
        if (!Assignment.isPackaged(line.file())) {
            return line.replaced(path);
        }
        StringBuilder lines = new StringBuilder("[Socket]\n" + line.key() + "=");
        for (Assignment each : text.listeners()) {
            lines.append('\n').append(each.key()).append('=').append(each.equals(line) ? path : each.value());
        }
        return lines.toString();
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
