package org.usher.files;

import java.nio.file.Path;

/** What a path below a {@link Root} leads to. */
sealed interface Found {
    /** A file that may be served; {@code path} has no symbolic link in it. */
    record Document(Path path) implements Found {}

    /** A directory, which is served by its index alone. */
    record Directory() implements Found {}

    /** Nothing. */
    record Missing() implements Found {}

    /** Something that is not to be served; {@code reason} is a sentence for whoever put it there. */
    record Forbidden(String reason) implements Found {}
}
