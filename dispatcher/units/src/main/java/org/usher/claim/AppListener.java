package org.usher.claim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.posix.SocketAddressBuffer;
import org.usher.problem.Fix;
import org.usher.problem.Problems;
import org.usher.section.HttpSection;
import org.usher.unit.Assignment;
import org.usher.unit.SpecifierException;
import org.usher.unit.Specifiers;
import org.usher.unit.UnitName;
import org.usher.unit.UnitText;

/**
 * The listener of a socket unit through which connections reach its app: its one {@code ListenDatagram=} path, else its
 * one {@code ListenStream=} path.
 *
 * @param socket the path, specifiers expanded, without links above the socket
 * @param line where the unit says so
 */
public record AppListener(Path socket, Assignment line) {
    /** Lets root and usher alone write to the socket. */
    public static final String ACCESS = Fix.lines("SocketMode=0660", "SocketUser=root", "SocketGroup=usher");

    private static final Pattern PORT = Pattern.compile("([0-9.]+:|\\[[0-9a-fA-F:.]+]:)?[0-9]+");

    /** Whether connections themselves go there, and not their octets alone. */
    public boolean receives() {
        return line.key().equals("ListenDatagram");
    }

    /** The usable listener of the unit, or null: then a problem says why there is none. */
    public static @Nullable AppListener of(UnitText text, Specifiers specifiers, Problems problems) {
        List<Assignment> lines = text.listeners();
        List<AppListener> usable = paths(text, "ListenDatagram", specifiers, problems);
        if (usable.isEmpty()) {
            usable = paths(text, "ListenStream", specifiers, problems);
        }
        if (usable.size() == 1) {
            return usable.get(0);
        }
        report(text, lines, usable, problems);
        return null;
    }

    private static List<AppListener> paths(UnitText text, String key, Specifiers specifiers, Problems problems) {
        List<AppListener> paths = new ArrayList<>();
        for (Assignment line : text.listeners(key)) {
            try {
                String address = specifiers.inSystemdValue(line.value());
                // systemd does not load a unit with .. in the path of a listener
                boolean climbs = (address + "/").contains("/../");
                boolean isPath = address.startsWith("/") && address.indexOf('\0') < 0 && !climbs;
                Path path = isPath ? real(Path.of(address)) : null;
                if (path != null && path.toString().getBytes(UTF_8).length < SocketAddressBuffer.PATH_MAX) {
                    paths.add(new AppListener(path, line));
                }
            } catch (SpecifierException unknown) {
                String what =
                        line.key() + "=" + line.value() + ": " + unknown.getMessage() + "; write the path out in full";
                problems.error("bad-specifier", line, what, null);
            }
        }
        return paths;
    }

    /**
     * The path by the real name of its directory, if that is there: two names may lead to one socket, and a link to a place
     * that others own.
     */
    public static Path real(Path socket) {
        try {
            return socket.resolveSibling("").toRealPath().resolve(String.valueOf(socket.getFileName()));
        } catch (IOException missing) {
            return socket.normalize();
        }
    }

    private static void report(UnitText text, List<Assignment> lines, List<AppListener> tooMany, Problems problems) {
        String stem = UnitName.of(text.unit()).stem();
        String fix = Fix.lines("[Socket]", "ListenDatagram=/run/usher/apps/" + stem + ".sock", ACCESS);
        Assignment accept = text.scalar("Socket", "Accept");
        if (accept != null && !HttpSection.isNo(accept.value())) {
            fix = Fix.lines(fix, "Accept=no");
        }
        if (lines.isEmpty()) {
            String what = text.unit() + " claims prefixes but has no listener to receive connections";
            problems.error("needs-listener", text.scalar(HttpSection.NAME, "Prefix"), what, fix);
        } else if (tooMany.isEmpty()) {
            Assignment first = lines.get(0);
            String what = text.unit() + " has no listener that usher can use: " + first.key() + "=" + first.value()
                    + " is not a path of at most 107 octets; " + advice(stem, first);
            problems.error("no-usable-listener", first, what, fix);
        } else {
            Assignment second = tooMany.get(1).line();
            String what = text.unit() + " has " + tooMany.size() + " " + second.key()
                    + "= paths, and usher cannot know which one receives connections: keep one in this unit and"
                    + " move the others to another .socket unit";
            problems.error("no-usable-listener", second, what, null);
        }
    }

    /** An app may keep a port: but usher-relay, which serves all that listen for streams, has no network. */
    private static String advice(String stem, Assignment listener) {
        String port = listener.value();
        String address = port.contains(":") ? port : "127.0.0.1:" + port;
        return listener.key().equals("ListenStream") && PORT.matcher(port).matches()
                ? "for an app that keeps its port, use usher-forward@" + stem
                        + ".socket, with Prefix= there and not here, and Forward=" + address
                : "write the path of a socket";
    }
}
