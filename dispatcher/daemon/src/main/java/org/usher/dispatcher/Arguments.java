package org.usher.dispatcher;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.usher.reservation.ReservationPath;

/**
 * What the command line asks for. Without any argument the dispatcher serves the units of the running systemd; the
 * arguments are those by which {@code usherctl run} plays systemd.
 *
 * @param unitPath a directory of unit files to serve instead; null for the running systemd
 * @param socketRoot the directory that stands for {@code /} in the paths of app sockets
 * @param port the port that all listeners stand for, if not their own
 * @param reservations where reservations stand: beside those unit files, if nothing is said
 */
record Arguments(@Nullable Path unitPath, Path socketRoot, OptionalInt port, ReservationPath reservations) {
    private static final String USAGE =
            "usage: dispatcher [--unit-path DIR [--socket-root DIR] [--port N] [--reservations DIR]]";

    /** Reads the command line; throws an IllegalArgumentException whose message is one sentence. */
    static Arguments parse(List<String> words) {
        Path unitPath = null;
        Path socketRoot = Path.of("/");
        OptionalInt port = OptionalInt.empty();
        Path reservations = null;
        for (int i = 0; i < words.size(); i += 2) {
            String option = words.get(i);
            if (i + 1 == words.size()) {
                throw new IllegalArgumentException(option + " needs a value; " + USAGE);
            }
            String value = words.get(i + 1);
            switch (option) {
                case "--unit-path" -> unitPath = Path.of(value);
                case "--socket-root" -> socketRoot = Path.of(value);
                case "--reservations" -> reservations = Path.of(value);
                case "--port" -> port = OptionalInt.of(port(value));
                default -> throw new IllegalArgumentException("unknown option " + option + "; " + USAGE);
            }
        }
        return new Arguments(unitPath, socketRoot, port, reservations(reservations, unitPath));
    }

    private static ReservationPath reservations(@Nullable Path named, @Nullable Path unitPath) {
        if (named != null) {
            return new ReservationPath(List.of(named));
        }
        return unitPath == null ? ReservationPath.SYSTEM : ReservationPath.beside(unitPath);
    }

    /** Returns whether {@code usherctl run} plays systemd: then nothing is served to other machines by accident. */
    boolean embedded() {
        return unitPath != null;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException ignored) { // the sentence below says it
        }
        throw new IllegalArgumentException("--port " + text + " is no port: 1 to 65535");
    }
}
