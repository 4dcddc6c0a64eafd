package org.usher.head;

import org.jspecify.annotations.Nullable;
import org.usher.head.Scan.Malformed;
import org.usher.refusal.Refusal;
import org.usher.text.Printable;

/**
 * The fields of one head, of which only Host is used. Content-Length and Transfer-Encoding are checked as a courtesy to
 * the app; of all other fields not even the name is kept.
 */
final class Fields {
    private static final byte DELETE = 0x7f;
    private static final int OTHER = 0;
    private static final int HOST = 1;
    private static final int CONTENT_LENGTH = 2;
    private static final int TRANSFER_ENCODING = 4;

    /** By octet: whether it may stand in a token, such as a method or the name of a field (RFC 9110 §5.6.2). */
    private static final boolean[] TOKEN = tokenOctets();

    /** The field whose value comes next. */
    private int current;

    /** The fields that have come, without the others. */
    private int seen;

    private @Nullable String host;
    private boolean hasLength;

    private static boolean[] tokenOctets() {
        boolean[] token = new boolean[256];
        for (int octet = 0; octet < 128; octet++) {
            token[octet] = Authority.isAlphanumeric((byte) octet) || "!#$%&'*+-.^_`|~".indexOf(octet) >= 0;
        }
        return token;
    }

    /** Returns where the token ends that begins before {@code at}. */
    static int endOfToken(byte[] stream, int at, int to) {
        int end = at;
        while (end < to && TOKEN[stream[end] & 0xff]) {
            end++;
        }
        return end;
    }

    /** Returns where the value ends that begins before {@code at}: at a control octet other than HTAB (RFC 9110 §5.5). */
    static int endOfValue(byte[] stream, int at, int to) {
        int end = at;
        while (end < to && (isVisible(stream[end]) || isBlank(stream[end]))) {
            end++;
        }
        return end;
    }

    /** Returns whether it is neither blank nor control; 0x80 and above are visible, as browsers send them. */
    static boolean isVisible(byte octet) {
        return (octet > ' ' || octet < 0) && octet != DELETE;
    }

    /** Takes the name of the next field; malformed if no field of this name may follow those before it. */
    @Nullable
    Malformed name(byte[] stream, int from, int to) {
        current = known(stream, from, to);
        boolean again = (seen & current) != 0;
        seen |= current;
        if (again && current == HOST) {
            return new Malformed(Refusal.BAD_HOST, "There is more than one Host field.");
        }
        if (again && current == CONTENT_LENGTH) {
            return Malformed.of("There is more than one Content-Length field.");
        }
        return current != OTHER && (seen & CONTENT_LENGTH) != 0 && (seen & TRANSFER_ENCODING) != 0
                ? Malformed.of("There are both Content-Length and Transfer-Encoding.")
                : null;
    }

    /** Takes the value of the field that was named last, blanks around it included. */
    @Nullable
    Malformed value(byte[] stream, int from, int to) {
        if (current == OTHER || current == TRANSFER_ENCODING) {
            return null;
        }
        int first = from;
        int end = to;
        while (first < end && isBlank(stream[first])) {
            first++;
        }
        while (end > first && isBlank(stream[end - 1])) {
            end--;
        }
        return current == HOST ? hostValue(stream, first, end) : lengthValue(stream, first, end);
    }

    /** The host that the Host field names; null if there is none, or an empty one. */
    @Nullable
    String host() {
        return host;
    }

    /** Returns what is wrong with the Host field of a head that {@code isRequired} to have one; null if nothing is. */
    @Nullable
    Malformed hostTrouble(@Nullable String inTarget, boolean isRequired) {
        if (host == null) {
            return isRequired ? new Malformed(Refusal.MISSING_HOST, "The Host field is missing or empty.") : null;
        }
        return inTarget == null || inTarget.equals(host)
                ? null
                : new Malformed(
                        Refusal.AMBIGUOUS_HOST,
                        "The request line names " + inTarget + ", the Host field " + host + ".");
    }

    /** Whether a body follows the head, as Transfer-Encoding or a Content-Length other than 0 says. */
    boolean announceBody() {
        return hasLength || (seen & TRANSFER_ENCODING) != 0;
    }

    private static int known(byte[] stream, int from, int to) {
        return switch (to - from) {
            case 4 -> isNamed("host", stream, from) ? HOST : OTHER;
            case 14 -> isNamed("content-length", stream, from) ? CONTENT_LENGTH : OTHER;
            case 17 -> isNamed("transfer-encoding", stream, from) ? TRANSFER_ENCODING : OTHER;
            default -> OTHER;
        };
    }

    /** Whether the octets are this name; they are all of a token, where 0x20 tells the cases of letters apart. */
    private static boolean isNamed(String lowerCase, byte[] octets, int from) {
        for (int i = 0; i < lowerCase.length(); i++) {
            if ((octets[from + i] | 0x20) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Malformed hostValue(byte[] stream, int from, int to) {
        if (from == to) {
            return null;
        }
        host = Authority.host(stream, from, to);
        return host == null
                ? new Malformed(
                        Refusal.BAD_HOST,
                        "The Host field is \"" + Printable.of(stream, from, to) + "\", which is not a host.")
                : null;
    }

    private @Nullable Malformed lengthValue(byte[] stream, int from, int to) {
        int at = from;
        while (at < to && stream[at] >= '0' && stream[at] <= '9') {
            hasLength |= stream[at] != '0';
            at++;
        }
        return from == to || at < to
                ? new Malformed(
                        Refusal.BAD_REQUEST,
                        "The Content-Length is \"" + Printable.of(stream, from, to) + "\", which is not a number.")
                : null;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
