package org.usher.head;

import org.jspecify.annotations.Nullable;

/**
 * What another project's parser makes of the octets of a connection, in the terms in which we speak of heads.
 *
 * @param reason why it refuses
 * @param host as its last Host field names it, lower case; null if there is none, or an empty one
 * @param length octets up to and including the blank line
 */
record Verdict(Word word, String reason, String method, String target, @Nullable String host, int length) {
    enum Word {
        TAKES,
        REFUSES,
        WAITS
    }

    static final Verdict WAITS = new Verdict(Word.WAITS, "waits", "", "", null, 0);

    static Verdict refuses(String reason) {
        return new Verdict(Word.REFUSES, reason, "", "", null, 0);
    }
}
