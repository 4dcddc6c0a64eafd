package org.usher.embedded;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.usher.address.IpAddress;

/**
 * An address to listen on, and the port for which it stands when prefixes are compared.
 *
 * @param address a literal address and a port
 * @param port what a prefix must say to be found here, 1 to 65535
 */
public record ListenAddress(InetSocketAddress address, int port) {
    private static final Pattern SYNTAX =
            Pattern.compile("(?:(?<v4>[0-9.]+)|\\[(?<v6>[0-9A-Fa-f:.]+)]):(?<own>[0-9]{1,5})(?:=(?<port>[0-9]{1,5}))?");

    /**
     * Parses {@code ADDRESS:PORT} or {@code ADDRESS:PORT=PORT}, an IPv6 address in brackets. Without the second port it
     * stands for its own.
     *
     * @throws IllegalArgumentException with a sentence that quotes {@code text}
     */
    public static ListenAddress parse(String text) {
        Matcher parts = SYNTAX.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not ADDRESS:PORT or ADDRESS:PORT=PORT, such as 127.0.0.1:8080=80");
        }
        String literal = parts.group("v4") == null ? parts.group("v6") : parts.group("v4");
        int own = port(parts.group("own"), text);
        int port = parts.group("port") == null ? own : port(parts.group("port"), text);
        try {
            return new ListenAddress(new InetSocketAddress(InetAddress.getByName(literal), own), port);
        } catch (UnknownHostException malformed) {
            throw new IllegalArgumentException("\"" + text + "\": " + literal + " is not an IP address", malformed);
        }
    }

    private static int port(String digits, String text) {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("\"" + text + "\": port " + digits + " is not between 1 and 65535");
        }
        return port;
    }

    /** The address and its own port as a URL spells them. */
    public String hostAndPort() {
        return IpAddress.of(address.getAddress().getAddress()).inUrl() + ":" + address.getPort();
    }

    @Override
    public String toString() {
        return hostAndPort() + (port == address.getPort() ? "" : "=" + port);
    }
}
