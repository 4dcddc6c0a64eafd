package org.usher.handoff;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of one head, as far as they say whose a request is and where its body and its connection end. Read in
 * one pass over the octets: every further request on a kept connection comes by here.
 */
final class HeadFields {
    private static final int LENGTH_DIGITS_MAX = 18;

    /** What may stand in a field name, in a value, in a method and in a target: a bit for each, by octet. */
    private static final byte[] KINDS = kinds();

    private static final int NAME = 1;
    private static final int VALUE = 2;
    static final int METHOD = 4;
    static final int TARGET = 8;

    private static final byte[] HOST = octets("host");
    private static final byte[] UPGRADE = octets("upgrade");
    private static final byte[] CONNECTION = octets("connection");
    private static final byte[] CONTENT_LENGTH = octets("content-length");
    private static final byte[] TRANSFER_ENCODING = octets("transfer-encoding");
    private static final byte[] CHUNKED = octets("chunked");
    private static final byte[] CLOSE = octets("close");

    private final byte[] head;
    private boolean clear = true;
    private int hosts;
    private @Nullable String host;
    private boolean closes;
    private boolean upgrades;
    private int lengths;
    private long length = -1;
    private int codings;
    private boolean chunked;

    /** Reads the lines from {@code start} to {@code end}, each of which ends with CR LF, the last at {@code end}. */
    HeadFields(byte[] head, int start, int end) {
        this.head = head;
        for (int at = start; at < end; ) {
            at = line(at);
        }
    }

    /** Returns whether every line is a field in the only way that all programs read alike. */
    boolean areClear() {
        return clear;
    }

    /** Returns the value of the Host field; null unless there is exactly one. */
    @Nullable
    String host() {
        return hosts == 1 ? host : null;
    }

    /** Returns whether a Connection field says close. */
    boolean close() {
        return closes;
    }

    boolean upgrade() {
        return upgrades;
    }

    /** Returns whether they say anything of a body. */
    boolean haveBody() {
        return lengths + codings > 0;
    }

    /** Returns the body that they announce, at its beginning: none if they do not; unclear if they contradict themselves. */
    BodyEnd body(boolean mayBeChunked) {
        if (!haveBody()) {
            return BodyEnd.after(0);
        }
        if (codings == 0) {
            return lengths == 1 && length >= 0 ? BodyEnd.after(length) : BodyEnd.unclear();
        }
        return mayBeChunked && lengths == 0 && codings == 1 && chunked ? BodyEnd.chunked() : BodyEnd.unclear();
    }

    /** Returns the end of the octets of {@code kinds} that begin at {@code at}. */
    static int skip(byte[] octets, int at, int kinds) {
        int end = at;
        while (end < octets.length && (KINDS[octets[end] & 0xff] & kinds) != 0) {
            end++;
        }
        return end;
    }

    static boolean isLineEnd(byte[] octets, int at) {
        return at + 1 < octets.length && octets[at] == '\r' && octets[at + 1] == '\n';
    }

    /** Reads one line; returns where the next one begins. */
    private int line(int start) {
        int colon = skip(head, start, NAME);
        boolean named = colon > start && head[colon] == ':';
        int end = skip(head, named ? colon + 1 : colon, VALUE);
        clear &= named && isLineEnd(head, end);
        while (!isLineEnd(head, end)) {
            end++;
        }
        if (named) {
            int from = colon + 1;
            int to = end;
            while (from < to && isBlank(head[from])) {
                from++;
            }
            while (from < to && isBlank(head[to - 1])) {
                to--;
            }
            field(start, colon, from, to);
        }
        return end + 2;
    }

    private void field(int name, int colon, int from, int to) {
        if (is(HOST, name, colon)) {
            hosts++;
            host = new String(head, from, to - from, StandardCharsets.ISO_8859_1);
        } else if (is(CONNECTION, name, colon)) {
            for (int at = from; at + CLOSE.length <= to; at++) {
                closes |= is(CLOSE, at, at + CLOSE.length);
            }
        } else if (is(UPGRADE, name, colon)) {
            upgrades = true;
        } else if (is(CONTENT_LENGTH, name, colon)) {
            lengths++;
            length = number(from, to);
        } else if (is(TRANSFER_ENCODING, name, colon)) {
            codings++;
            chunked = is(CHUNKED, from, to);
        }
    }

    /** Returns whether these octets are {@code lowerCase} in any case: of those in names, only letters fold into letters. */
    private boolean is(byte[] lowerCase, int from, int to) {
        if (to - from != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if ((head[from + i] | 0x20) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private long number(int from, int to) {
        long number = to == from || to - from > LENGTH_DIGITS_MAX ? -1 : 0;
        for (int at = from; at < to && number >= 0; at++) {
            int digit = head[at] - '0';
            number = digit < 0 || digit > 9 ? -1 : number * 10 + digit;
        }
        return number;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (int octet = ' '; octet < 256; octet++) {
            boolean visible = octet > ' ' && octet <= '~';
            boolean high = octet >= 0x80;
            boolean letterOrDigit = octet < 0x80 && Character.isLetterOrDigit(octet);
            int name = letterOrDigit || "!#$%&'*+.^_`|~-".indexOf(octet) >= 0 ? NAME : 0;
            int value = visible || high || octet == ' ' ? VALUE : 0;
            kinds[octet] = (byte) (name | value | (visible ? METHOD : 0) | (visible || high ? TARGET : 0));
        }
        kinds['\t'] = VALUE;
        return kinds;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
