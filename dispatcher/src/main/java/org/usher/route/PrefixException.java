package org.usher.route;

/** Placeholder until the parser lands. */
public final class PrefixException extends Exception {
    private static final long serialVersionUID = 1L;

    PrefixException(String message) {
        super(message);
    }
}
