package org.usher.handoff;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that stands unread, as far as a further request is decided by it. Where two programs could read
 * it in two ways it has no target, and so is nobody's but the dispatcher's, which refuses it.
 *
 * @param length octets up to and including the blank line, with an empty line before the request line
 * @param method the method; empty if this is no head of HTTP/1
 * @param target the request target; empty if the head is not clear
 * @param host the value of the Host field; null unless there is exactly one
 * @param body the body that follows, at its beginning; unclear if the head does not say how long it is
 * @param last whether no further request may follow it (PROTOCOL.md, rule 17)
 * @param upgrades whether it asks for another protocol, so that a 101 may be the answer
 */
record PeekedHead(
        int length, String method, String target, @Nullable String host, BodyEnd body, boolean last, boolean upgrades) {
    private static final byte[] VERSION = " HTTP/1.".getBytes(StandardCharsets.US_ASCII);

    /** Returns the head at the beginning of these octets; null if it is not complete. */
    static @Nullable PeekedHead of(byte[] octets) {
        int start = HeadFields.isLineEnd(octets, 0) ? 2 : 0; // RFC 9112 §2.2
        int end = end(octets, start);
        if (end < 0) {
            return null;
        }
        int method = HeadFields.skip(octets, start, HeadFields.METHOD);
        int target = HeadFields.skip(octets, method + 1, HeadFields.TARGET);
        int minor = target + VERSION.length;
        boolean isRequest = method > start
                && octets[method] == ' '
                && target > method + 1
                && minor < octets.length
                && Arrays.equals(octets, target, minor, VERSION, 0, VERSION.length)
                && (octets[minor] == '0' || octets[minor] == '1')
                && HeadFields.isLineEnd(octets, minor + 1);
        if (!isRequest) {
            return unknown(end + 4);
        }
        HeadFields fields = new HeadFields(octets, minor + 3, end);
        boolean isVersion11 = octets[minor] == '1';
        BodyEnd body = fields.body(isVersion11);
        String name = text(octets, start, method);
        return new PeekedHead(
                end + 4,
                name,
                fields.areClear() && !body.isBroken() ? text(octets, method + 1, target) : "",
                fields.host(),
                body,
                !isVersion11 || fields.close() || name.equals("CONNECT"),
                fields.upgrade());
    }

    /** What is no head of HTTP/1: everything that comes belongs to it. */
    static PeekedHead unknown(int length) {
        return new PeekedHead(length, "", "", null, BodyEnd.never(), true, false);
    }

    /** Returns whether its answer has no body, whatever its fields say. */
    boolean asksHead() {
        return method.equals("HEAD");
    }

    /** Returns where the last line ends and the empty one follows, -1 if nowhere. An octet that is no end rules out four. */
    private static int end(byte[] octets, int start) {
        int at = start + 3;
        while (at < octets.length) {
            byte octet = octets[at];
            if (octet == '\n' && HeadFields.isLineEnd(octets, at - 3) && HeadFields.isLineEnd(octets, at - 1)) {
                return at - 3;
            }
            at += octet == '\r' || octet == '\n' ? 1 : 4;
        }
        return -1;
    }

    private static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
