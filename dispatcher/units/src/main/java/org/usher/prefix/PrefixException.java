package org.usher.prefix;

/** A text that is not a prefix; the message is one sentence: what is wrong with it, and what to write instead. */
public final class PrefixException extends Exception {
    private static final long serialVersionUID = 1L;

    PrefixException(String sentence) {
        super(sentence);
    }
}
