package org.usher.files;

import java.util.List;

/** How the octets of a file are compressed: what its neighbour's name says. */
enum Coding {
    NONE("identity", ""),
    BROTLI("br", ".br"),
    GZIP("gzip", ".gz");

    /** Those that a neighbour may have, the best first. */
    static final List<Coding> OF_NEIGHBOURS = List.of(BROTLI, GZIP);

    private final String word;
    private final String suffix;

    Coding(String word, String suffix) {
        this.word = word;
        this.suffix = suffix;
    }

    /** The word for it in HTTP (RFC 9110 §8.4.1). */
    String word() {
        return word;
    }

    String suffix() {
        return suffix;
    }

    /** Returns whether Accept-Encoding names it, and not with a weight of zero (RFC 9110 §12.5.3). */
    boolean isAccepted(String accepted) {
        for (String element : accepted.split(",", -1)) {
            String[] parts = element.split(";", -1);
            if (parts[0].strip().equalsIgnoreCase(word)) {
                return parts.length == 1 || !parts[1].strip().matches("[qQ]=0(\\.0{0,3})?");
            }
        }
        return false;
    }
}
