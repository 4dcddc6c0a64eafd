package org.usher.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What programs make of a path with odd parts: a sample to show to people. What decides is {@link PathTree#settle}, which
 * covers more ways of reading than these.
 */
public final class Readings {
    private static final int ALL = 3;
    private static final String LITERAL = "-._~!$&'()*+,=:@";
    private static final String DIGITS = "0123456789ABCDEF";

    private Readings() {}

    /** When {@code ;parameters} are cut off. */
    private enum Cut {
        NEVER,
        AFTER_DECODING,
        BEFORE_DECODING
    }

    /** The plain paths that a path may be read as, the usual ways of reading first. */
    public static List<byte[]> of(byte[] path) {
        Set<String> readings = new LinkedHashSet<>();
        for (int decodings : new int[] {1, 0, ALL}) {
            for (Cut cut : Cut.values()) {
                String text = text(path, decodings, cut);
                readings.add(plain(text));
                readings.add(plain(text.replace('\\', '/')));
                readings.add(plain(withoutAuthority(text.replace('\\', '/'))));
            }
        }
        return readings.stream().map(reading -> reading.getBytes(ISO_8859_1)).toList();
    }

    private static String text(byte[] path, int decodings, Cut cut) {
        byte[] octets = cut == Cut.BEFORE_DECODING ? withoutParameters(path) : path;
        for (int i = 0; i < decodings; i++) {
            octets = Escapes.decodeOnce(octets, 0, octets.length);
        }
        return new String(cut == Cut.AFTER_DECODING ? withoutParameters(octets) : octets, ISO_8859_1);
    }

    private static byte[] withoutParameters(byte[] path) {
        byte[] kept = new byte[path.length];
        int length = 0;
        boolean parameter = false;
        for (byte octet : path) {
            parameter = octet != '/' && (parameter || octet == ';');
            if (!parameter) {
                kept[length++] = octet;
            }
        }
        return java.util.Arrays.copyOf(kept, length);
    }

    private static String withoutAuthority(String path) {
        return path.startsWith("//") ? path.substring(Math.max(2, path.indexOf('/', 2))) : path;
    }

    /** The path without empty and dot segments, escaped where it must be. */
    private static String plain(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..") && !names.isEmpty()) {
                names.remove(names.size() - 1);
            } else if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
                names.add(name);
            }
        }
        return "/" + escaped(String.join("/", names)) + (path.endsWith("/") && !names.isEmpty() ? "/" : "");
    }

    private static String escaped(String path) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '/' || LITERAL.indexOf(c) >= 0 || (c < 0x80 && Character.isLetterOrDigit(c))) {
                escaped.append(c);
            } else {
                escaped.append('%').append(DIGITS.charAt(c >> 4)).append(DIGITS.charAt(c & 15));
            }
        }
        return escaped.toString();
    }
}
