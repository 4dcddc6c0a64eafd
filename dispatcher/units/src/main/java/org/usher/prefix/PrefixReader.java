package org.usher.prefix;

import java.util.Locale;
import java.util.OptionalInt;
import org.usher.route.HostPattern;
import org.usher.route.UrlPrefix;
import org.usher.text.Printable;

/** The reader of {@link UrlPrefix}es, with one sentence for each mistake. */
public final class PrefixReader {
    private PrefixReader() {}

    /**
     * Reads a prefix, in which specifiers are expanded already.
     *
     * @throws PrefixException whose message is a whole sentence, as in {@code prefix "x" has no path: …}
     */
    public static UrlPrefix parse(String text) throws PrefixException {
        try {
            UrlPrefix prefix = read(text);
            int length = prefix.toString().length(); // in octets too: the canonical form is ASCII
            if (length > UrlPrefix.OCTETS_MAX) {
                throw new PrefixException(
                        "has " + length + " octets in its canonical form, in which every octet that is"
                                + " not ASCII takes three: shorten it to " + UrlPrefix.OCTETS_MAX);
            }
            return prefix;
        } catch (PrefixException e) {
            throw new PrefixException("prefix \"" + Printable.of(text) + "\" " + e.getMessage());
        }
    }

    private static UrlPrefix read(String text) throws PrefixException {
        if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new PrefixException("has a blank or a control character: write %20 for a blank");
        }
        if (text.startsWith("//")) {
            return ofHost(text);
        }
        if (text.startsWith("/")) {
            return new UrlPrefix(null, HostPattern.WEAK, OptionalInt.empty(), PrefixPath.canonical(text));
        }
        int colon = text.indexOf("://");
        if (colon < 0) {
            throw new PrefixException("is not a prefix: write /path/, //host/path/ or http://host:port/path/");
        }
        return full(scheme(text.substring(0, colon)), text.substring(colon + 3));
    }

    private static UrlPrefix ofHost(String text) throws PrefixException {
        String authority = authority(text.substring(2));
        String path = text.substring(2 + authority.length());
        if (portColon(authority) >= 0) {
            throw new PrefixException("has a port but no scheme: write http:" + text + ", or leave the port out");
        }
        return new UrlPrefix(null, host(authority), OptionalInt.empty(), PrefixPath.canonical(path));
    }

    private static String scheme(String scheme) throws PrefixException {
        String lowerCase = scheme.toLowerCase(Locale.ROOT);
        return switch (lowerCase) {
            case "http", "https" -> lowerCase;
            case "ws", "wss" ->
                throw new PrefixException("has the scheme " + lowerCase + ": write " + lowerCase.replace("ws", "http")
                        + ", for a WebSocket begins as an HTTP request");
            default -> throw new PrefixException("has the scheme " + Printable.of(scheme) + ": write http or https");
        };
    }

    private static UrlPrefix full(String scheme, String rest) throws PrefixException {
        String authority = authority(rest);
        int colon = portColon(authority);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        int port = colon < 0 ? (scheme.equals("http") ? 80 : 443) : port(authority.substring(colon + 1));
        String path = PrefixPath.canonical(rest.substring(authority.length()));
        return new UrlPrefix(scheme, host(host), OptionalInt.of(port), path);
    }

    private static HostPattern host(String host) throws PrefixException {
        if (!host.startsWith("[") && host.indexOf(':') >= 0) {
            throw new PrefixException(
                    "has more than one colon in its host: write an IPv6 address in brackets, as in [::1]");
        }
        return HostReader.parse(host);
    }

    /** What stands before the path, a query or a fragment. */
    private static String authority(String rest) {
        int end = 0;
        while (end < rest.length() && "/?#\\".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return rest.substring(0, end);
    }

    /** Index of the colon before the port, or -1; that of an IPv6 address without brackets is none. */
    private static int portColon(String authority) {
        int colon = authority.lastIndexOf(':');
        int close = authority.indexOf(']');
        boolean inAddress = authority.startsWith("[") ? close < 0 || colon < close : authority.indexOf(':') != colon;
        return inAddress ? -1 : colon;
    }

    private static int port(String port) throws PrefixException {
        boolean digits = !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = digits ? Integer.parseInt(port) : 0;
        if (number < 1 || number > 65535 || port.charAt(0) == '0') {
            throw new PrefixException("has the port \"" + Printable.of(port)
                    + "\": write a number from 1 to 65535, without leading zeros");
        }
        return number;
    }
}
