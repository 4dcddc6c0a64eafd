package org.usher.command;

/** The arguments of a command name what is not there or cannot be used. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message a sentence for the person who typed the command */
    UsageException(String message) {
        super(message);
    }
}
