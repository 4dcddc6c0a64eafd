package org.usher.head;

/** The classes of octets that the grammar of a head knows (RFC 9110 §5.5, §5.6.2; RFC 9112 §3.2), in one table. */
final class OctetClass {
    /** An octet of a method or a field name. */
    static final int TOKEN = 1;
    /** An octet of a request target: neither blank nor control; 0x80 and above pass, as browsers send them. */
    static final int TARGET = 2;
    /** An octet of a field value: HTAB, blank, visible, or 0x80 and above. */
    static final int VALUE = 4;
    /** An octet of a host name. */
    static final int HOST = 8;
    /** A hexadecimal digit. */
    static final int HEX = 16;

    /** An octet of a URL's scheme (RFC 3986 §3.1). */
    static final int SCHEME = 32;

    private static final byte[] CLASSES = classes();

    private OctetClass() {}

    /** Whether the octet belongs to the class. */
    static boolean is(int octetClass, byte octet) {
        return (CLASSES[octet & 0xff] & octetClass) != 0;
    }

    /** The first index from {@code from} on whose octet does not belong to the class, or {@code to}. */
    static int skip(int octetClass, byte[] octets, int from, int to) {
        byte[] classes = CLASSES;
        int at = from;
        while (at < to && (classes[octets[at] & 0xff] & octetClass) != 0) {
            at++;
        }
        return at;
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int octet = 0; octet < classes.length; octet++) {
            boolean visible = octet > 0x20 && octet != 0x7f;
            boolean letterOrDigit = octet < 0x80 && Character.isLetterOrDigit(octet);
            int found = 0;
            found |= letterOrDigit || (octet < 0x80 && "!#$%&'*+-.^_`|~".indexOf(octet) >= 0) ? TOKEN : 0;
            found |= visible ? TARGET : 0;
            found |= visible || octet == ' ' || octet == '\t' ? VALUE : 0;
            found |= letterOrDigit || octet == '.' || octet == '_' || octet == '-' ? HOST : 0;
            found |= octet < 0x80 && Character.digit(octet, 16) >= 0 ? HEX : 0;
            found |= letterOrDigit || octet == '+' || octet == '-' || octet == '.' ? SCHEME : 0;
            classes[octet] = (byte) found;
        }
        return classes;
    }
}
