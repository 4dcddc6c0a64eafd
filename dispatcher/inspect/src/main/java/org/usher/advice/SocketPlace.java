package org.usher.advice;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.usher.claim.AppListener;
import org.usher.claim.AppSection;
import org.usher.machine.Machine;
import org.usher.problem.Problems;
import org.usher.route.App;
import org.usher.unit.Assignment;
import org.usher.unit.SpecifierException;
import org.usher.unit.Specifiers;
import org.usher.unit.UnitName;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;
import org.usher.unit.Words;

/**
 * Where the socket of an app lies. systemd gives a {@code RuntimeDirectory=} to the service's user when the service
 * starts and removes it when it stops: a socket in there serves one connection and is gone.
 */
final class SocketPlace {
    /** The directory that no unit owns, made by our tmpfiles.d. */
    private static final Path APPS = Path.of("/run/usher/apps");

    private static final Path RUN = Path.of("/run");

    private SocketPlace() {}

    /** Reports a place that the service's own directory rules out, and notes any other unusual one. */
    static void report(UnitText text, AppListener listener, UnitSource source, Machine machine, Problems problems)
            throws IOException {
        Path socket = listener.socket().normalize();
        if (socket.startsWith(APPS)) {
            return;
        }
        Assignment line = listener.line();
        String fix = line.key() + "=" + APPS + "/" + UnitName.of(text.unit()).stem() + ".sock";
        String owned = runtimeDirectory(socket, text, source, machine);
        if (owned != null) {
            problems.error("socket-in-runtime-dir", line, owned, fix);
        } else if (listener.mode() == App.Mode.HANDOFF) {
            String what = socket + " does not lie in " + APPS + ", the directory that no unit removes";
            problems.note("socket-in-runtime-dir", line, what, fix);
        }
    }

    /** A sentence that names the {@code RuntimeDirectory=} above the socket; null if there is none. */
    private static @Nullable String runtimeDirectory(Path socket, UnitText text, UnitSource source, Machine machine)
            throws IOException {
        String service = AppSection.service(text, machine);
        UnitText serviceText = UnitText.read(service, source.filesOf(service), new Problems());
        Specifiers specifiers = new Specifiers(UnitName.of(service), machine);
        for (Assignment directories : serviceText.list("Service", "RuntimeDirectory")) {
            for (String directory : Words.of(directories.value())) {
                if (isBelow(socket, directory, specifiers)) {
                    return socket + " lies in RuntimeDirectory=" + directory + " of " + service
                            + ", which systemd takes away at start and removes at stop";
                }
            }
        }
        return null;
    }

    private static boolean isBelow(Path socket, String directory, Specifiers specifiers) {
        try {
            return socket.startsWith(RUN.resolve(specifiers.inSystemdValue(directory)));
        } catch (SpecifierException ignored) { // the service's own trouble, which systemd reports
            return false;
        }
    }
}
