package org.usher.prefix;

import java.util.Locale;
import org.usher.address.IpAddress;
import org.usher.head.Authority;
import org.usher.route.Category;
import org.usher.route.HostPattern;
import org.usher.text.Printable;

/** The reader of {@link HostPattern}s as prefixes spell them, with one sentence for each mistake. */
public final class HostReader {
    private HostReader() {}

    /**
     * Reads a name, {@code *.domain}, an IP address (IPv6 in brackets), {@code +} or {@code *}.
     *
     * @throws PrefixException if the text is none of these; its message continues the quoted text
     */
    public static HostPattern parse(String text) throws PrefixException {
        if (text.isEmpty()) {
            throw new PrefixException("names no host: write a name, * for every host, or only the path");
        }
        if (text.equals("+")) {
            return HostPattern.STRONG;
        }
        if (text.equals("*")) {
            return HostPattern.WEAK;
        }
        if (text.startsWith("[")) {
            return bracketed(text);
        }
        if (text.startsWith("*.")) {
            return new HostPattern(Category.SUBDOMAINS, name(text, text.substring(2)));
        }
        IpAddress address = text.indexOf(':') < 0 ? IpAddress.parse(text) : null;
        return address == null ? new HostPattern(Category.NAME, name(text, text)) : HostPattern.address(address);
    }

    private static HostPattern bracketed(String text) throws PrefixException {
        if (text.indexOf('%') >= 0) {
            throw new PrefixException(
                    "has an address with a zone (" + Printable.of(text) + "): write the address without the zone");
        }
        String inside = text.endsWith("]") ? text.substring(1, text.length() - 1) : "";
        IpAddress address = inside.indexOf(':') < 0 ? null : IpAddress.parse(inside);
        if (address == null) {
            throw new PrefixException("has no IPv6 address in its brackets (" + Printable.of(text)
                    + "): write one as in [2001:db8::1], and an IPv4 address without brackets");
        }
        return HostPattern.address(address);
    }

    /** The name in canonical form; {@code text} is the whole host, for messages. */
    private static String name(String text, String spelled) throws PrefixException {
        String name = (spelled.endsWith(".") ? spelled.substring(0, spelled.length() - 1) : spelled);
        if (name.chars().anyMatch(c -> c >= 0x80)) {
            throw new PrefixException("has a host that is not ASCII (" + Printable.of(text)
                    + "): write its A-label, which begins with xn--");
        }
        if (name.indexOf('*') >= 0 || name.indexOf('+') >= 0) {
            throw new PrefixException("has a wildcard inside a host (" + Printable.of(text)
                    + "): write + or * alone, or *.domain for every host below a domain");
        }
        if (name.indexOf('@') >= 0) {
            throw new PrefixException("has a user name (" + Printable.of(text) + "): write the host alone");
        }
        if (!Authority.isName(name)) {
            throw new PrefixException("has a host that is not a name (" + Printable.of(text)
                    + "): write labels of 1 to 63 of A-Z a-z 0-9 - _ with single dots between, 253 in all");
        }
        if (isNumeric(name.substring(name.lastIndexOf('.') + 1))) {
            throw new PrefixException("has a host that ends in a number but is not an IP address (" + Printable.of(text)
                    + "): write four numbers of 0 to 255, as in 192.0.2.1");
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** Whether programs that read addresses generously would take a host with this last label for an IPv4 address. */
    private static boolean isNumeric(String label) {
        boolean hexadecimal = label.regionMatches(true, 0, "0x", 0, 2);
        int radix = hexadecimal ? 16 : 10;
        return label.substring(hexadecimal ? 2 : 0).chars().allMatch(c -> Character.digit(c, radix) >= 0);
    }
}
