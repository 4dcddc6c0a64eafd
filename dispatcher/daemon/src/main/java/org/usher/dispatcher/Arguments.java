package org.usher.dispatcher;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.reservation.ReservationPath;

/**
 * What the command line asks for. Without any argument the dispatcher serves the units of the running systemd; the
 * arguments are those by which {@code usherctl run} plays systemd.
 *
 * @param unitPath a directory of unit files to serve instead; null for the running systemd
 * @param socketRoot what stands before the paths of app sockets; empty for the paths as they are
 * @param port the port that all listeners stand for; 0 for what their units say
 * @param reservations where reservations stand: beside those unit files, if nothing is said
 */
record Arguments(@Nullable Path unitPath, String socketRoot, int port, ReservationPath reservations) {
    private static final String USAGE =
            "usage: dispatcher [--unit-path DIR [--socket-root DIR] [--port N] [--reservations DIR]]";

    /** Reads the command line; throws an IllegalArgumentException whose message is one sentence. */
    static Arguments parse(List<String> words) {
        Path unitPath = null;
        String socketRoot = "";
        int port = 0;
        ReservationPath reservations = null;
        for (int i = 0; i < words.size(); i += 2) {
            String option = words.get(i);
            if (i + 1 == words.size()) {
                throw new IllegalArgumentException(option + " needs a value; " + USAGE);
            }
            String value = words.get(i + 1);
            switch (option) {
                case "--unit-path" -> unitPath = Path.of(value);
                case "--socket-root" -> socketRoot = value;
                case "--reservations" -> reservations = new ReservationPath(List.of(Path.of(value)));
                case "--port" -> port = port(value);
                default -> throw new IllegalArgumentException("unknown option " + option + "; " + USAGE);
            }
        }
        ReservationPath usual = unitPath == null ? ReservationPath.SYSTEM : ReservationPath.beside(unitPath);
        return new Arguments(unitPath, socketRoot, port, reservations == null ? usual : reservations);
    }

    /** Returns whether {@code usherctl run} plays systemd: then nothing is served to other machines by accident. */
    boolean embedded() {
        return unitPath != null;
    }

    private static int port(String text) {
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("--port " + text + " is no port: 1 to 65535");
        }
        return Integer.parseInt(text);
    }
}
