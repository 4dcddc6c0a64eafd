package org.usher.framing;

/** The classes of octets in lines of a message (RFC 9110 §5.5, §5.6.2), in one table. */
final class OctetClass {
    /** An octet of a field name. */
    static final int TOKEN = 1;
    /** An octet of a field value, or of a reason phrase: HTAB, blank, visible, or 0x80 and above. */
    static final int VALUE = 2;

    private static final byte[] CLASSES = classes();

    private OctetClass() {}

    /** Whether the octet belongs to the class. */
    static boolean is(int octetClass, byte octet) {
        return (CLASSES[octet & 0xff] & octetClass) != 0;
    }

    /** The first index from {@code from} on whose octet does not belong to the class, or {@code to}. */
    static int skip(int octetClass, byte[] octets, int from, int to) {
        int at = from;
        while (at < to && is(octetClass, octets[at])) {
            at++;
        }
        return at;
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int octet = 0; octet < classes.length; octet++) {
            boolean letterOrDigit = octet < 0x80 && Character.isLetterOrDigit(octet);
            boolean token = letterOrDigit || (octet < 0x80 && "!#$%&'*+-.^_`|~".indexOf(octet) >= 0);
            boolean value = octet == '\t' || (octet >= ' ' && octet != 0x7f);
            classes[octet] = (byte) ((token ? TOKEN : 0) | (value ? VALUE : 0));
        }
        return classes;
    }
}
