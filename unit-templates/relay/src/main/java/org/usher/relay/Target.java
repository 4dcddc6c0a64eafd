package org.usher.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;
import org.usher.framing.Telling;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/**
 * What a relay is told to do with a connection (PROTOCOL.md, TARGET).
 *
 * @param text the path or the address and port, as it is told
 * @param address the same for the kernel
 * @param startTimeout for how long a connect is tried again
 * @param responseTimeout after which time without an octet an answer is given up
 * @param telling how the app is told of its client
 * @param objection why nothing is passed on there, whoever listens; null if there is no reason
 */
record Target(
        String text,
        SocketAddressBuffer address,
        Duration startTimeout,
        Duration responseTimeout,
        Telling telling,
        @Nullable String objection) {
    private static final int PORT_MAX = 65535;
    private static final int FILE_TYPE = 0170000; // inode(7)
    private static final int SOCKET = 0140000;

    /** Where usher's own sockets are: what comes from there goes there for ever. */
    private static final Path USHERS_OWN = Path.of("/run/usher");

    /** What a connection is for of which nothing is told, or nothing that can be used. */
    private static final Target NOWHERE = new Target(
            "nowhere",
            new SocketAddressBuffer(),
            Duration.ZERO,
            Duration.ZERO,
            Telling.NONE,
            "usher names nothing to pass requests on to: Forward= in the app's .socket unit, the path of a socket or"
                    + " ADDRESS:PORT, is missing or cannot be used (usherctl problems)");

    /** Returns what the text says; a target with an objection if it is none. */
    static Target parse(String told) {
        String[] lines = told.split("\n", -1);
        Telling telling = lines.length < 4 ? null : Telling.of(lines[3]);
        if (telling == null) {
            return NOWHERE;
        }
        try {
            SocketAddressBuffer address = address(lines[0]);
            return address == null
                    ? NOWHERE
                    : new Target(lines[0], address, millis(lines[1]), millis(lines[2]), telling, objection(lines[0]));
        } catch (NumberFormatException none) {
            return NOWHERE;
        }
    }

    private static @Nullable String objection(String text) {
        boolean isOurs = text.startsWith("/") && Path.of(text).normalize().startsWith(USHERS_OWN);
        return isOurs ? text + " is a socket of usher's own: a request would go round" : null;
    }

    /** Returns whether there is something else than a socket. */
    boolean isNoSocket() {
        try {
            int mode =
                    isInternet() ? SOCKET : (Integer) Files.getAttribute(Path.of(text), "unix:mode", new LinkOption[0]);
            return (mode & FILE_TYPE) != SOCKET;
        } catch (IOException notThere) {
            return false; // yet
        }
    }

    /** Returns the domain of a socket that can be connected to it. */
    int domain() {
        return address.family();
    }

    boolean isInternet() {
        return domain() != SocketType.AF_UNIX;
    }

    private static Duration millis(String digits) {
        return Duration.ofMillis(Math.max(1, Integer.parseInt(digits)));
    }

    private static @Nullable SocketAddressBuffer address(String text) {
        if (text.startsWith("/")) {
            boolean fits = text.getBytes(StandardCharsets.UTF_8).length < SocketAddressBuffer.PATH_MAX;
            return fits && text.indexOf('\0') < 0 ? new SocketAddressBuffer().setPath(text) : null;
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return null;
        }
        String host = text.substring(0, colon);
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        String literal = isBracketed ? host.substring(1, host.length() - 1) : host;
        int port = Integer.parseInt(text.substring(colon + 1));
        if (IpAddress.parse(literal) == null || port < 1 || port > PORT_MAX) {
            return null;
        }
        try {
            return new SocketAddressBuffer()
                    .setInternet(InetAddress.getByName(literal).getAddress(), port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("it is an address", impossible);
        }
    }
}
