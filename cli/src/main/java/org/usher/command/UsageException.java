package org.usher.command;

import java.nio.file.Files;
import java.nio.file.Path;

/** The arguments of a command name what is not there or cannot be used. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message a sentence for the person who typed the command */
    UsageException(String message) {
        super(message);
    }

    /** Refuses a path that is not a directory; one is wanted that holds {@code content}. */
    static void unlessDirectory(Path path, String content) {
        if (!Files.isDirectory(path)) {
            throw new UsageException(path + " is not a directory: name one that holds " + content);
        }
    }
}
