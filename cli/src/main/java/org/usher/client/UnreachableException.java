package org.usher.client;

/** The dispatcher does not answer. */
public final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message a sentence for the person who typed the command */
    public UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
