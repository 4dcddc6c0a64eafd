package org.usher.route;

/** A text that is no prefix; the message says in one sentence what is wrong with it and what to write instead. */
public final class PrefixException extends Exception {
    private static final long serialVersionUID = 1L;

    PrefixException(String message) {
        super(message);
    }
}
