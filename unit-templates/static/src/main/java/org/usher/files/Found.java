package org.usher.files;

/** What a path below a {@link Root} leads to. */
sealed interface Found {
    /**
     * A file that may be served.
     *
     * @param fd on which it is open, and which the receiver closes; {@link #NOT_OPEN} if its content is in memory
     */
    record Document(Representation file, int fd) implements Found {
        static final int NOT_OPEN = -1;
    }

    /** Something that is not to be served; {@code reason} is a sentence for whoever put it there. */
    record Forbidden(String reason) implements Found {}

    /** What needs no more words. */
    enum Plain implements Found {
        /** A directory, which is served by its index alone. */
        DIRECTORY,
        /** Nothing, or a file whose time is over. */
        MISSING,
        /** Nobody knows: descriptors are short. */
        BUSY
    }
}
