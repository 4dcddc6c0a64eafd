package org.usher.client;

/** The dispatcher has answered that it does not do what it was asked. The message says why. */
final class RefusedCallException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final String error;

    RefusedCallException(String error, String message) {
        super(message);
        this.error = error;
    }

    /** The full name of the error, such as {@code org.usher.Dispatcher.NoSuchUnit}. */
    String error() {
        return error;
    }
}
