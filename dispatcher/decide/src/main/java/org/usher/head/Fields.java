package org.usher.head;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.head.Scan.Malformed;
import org.usher.refusal.Refusal;
import org.usher.text.Printable;

/**
 * The fields of one head, of which only Host is used. Content-Length and Transfer-Encoding are checked as a courtesy to
 * the app; of all other fields not even the name is kept.
 */
final class Fields {
    private enum Known {
        HOST("host"),
        CONTENT_LENGTH("content-length"),
        TRANSFER_ENCODING("transfer-encoding");

        private final String lowerCase;

        Known(String lowerCase) {
            this.lowerCase = lowerCase;
        }

        /** Whether the octets are this name; they are all of a token, where 0x20 tells the cases of letters apart. */
        boolean isNamed(byte[] octets, int from) {
            for (int i = 0; i < lowerCase.length(); i++) {
                if ((octets[from + i] | 0x20) != lowerCase.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The field whose value comes next; null if it is none of these. */
    private @Nullable Known current;

    private final Set<Known> seen = EnumSet.noneOf(Known.class);
    private @Nullable String host;

    /** Takes the name of the next field; malformed if no field of this name may follow those before it. */
    @Nullable
    Malformed name(byte[] stream, int from, int to) {
        current = known(stream, from, to);
        if (current == null) {
            return null;
        }
        boolean again = !seen.add(current);
        if (again && current == Known.HOST) {
            return new Malformed(Refusal.BAD_HOST, "There is more than one Host field.");
        }
        if (again && current == Known.CONTENT_LENGTH) {
            return new Malformed(Refusal.BAD_REQUEST, "There is more than one Content-Length field.");
        }
        return seen.contains(Known.CONTENT_LENGTH) && seen.contains(Known.TRANSFER_ENCODING)
                ? new Malformed(Refusal.BAD_REQUEST, "There are both Content-Length and Transfer-Encoding.")
                : null;
    }

    /** Takes the value of the field that was named last, blanks around it included. */
    @Nullable
    Malformed value(byte[] stream, int from, int to) {
        if (current == null || current == Known.TRANSFER_ENCODING) {
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
        return current == Known.HOST ? hostValue(stream, first, end) : lengthValue(stream, first, end);
    }

    /** The host that the Host field names; null if there is none, or an empty one. */
    @Nullable
    String host() {
        return host;
    }

    void clear() {
        current = null;
        seen.clear();
        host = null;
    }

    private static @Nullable Known known(byte[] stream, int from, int to) {
        Known candidate =
                switch (to - from) {
                    case 4 -> Known.HOST;
                    case 14 -> Known.CONTENT_LENGTH;
                    case 17 -> Known.TRANSFER_ENCODING;
                    default -> null;
                };
        return candidate != null && candidate.isNamed(stream, from) ? candidate : null;
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

    private static @Nullable Malformed lengthValue(byte[] stream, int from, int to) {
        int at = from;
        while (at < to && stream[at] >= '0' && stream[at] <= '9') {
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
