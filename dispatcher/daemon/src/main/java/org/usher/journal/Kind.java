package org.usher.journal;

/** What an entry is about, with the {@code MESSAGE_ID=} by which journalctl(1) finds all of its kind. */
enum Kind {
    /** usher itself answered a request. */
    REFUSAL("67cb5fe241274a8e9fb3708ed61e9d3f"),
    /** What an app handed back was not a connection of usher. */
    BAD_RETURN("016db6e42100450fa4db6a3ea1d5dbf6"),
    /** A mistake in what units declare. */
    PROBLEM("0c0839ba2f4844138a359c81dc89f99d"),
    /** Prefixes came to a unit, or went from it. */
    ROUTES("33de527a39deedc446ddb1d886c23617"),
    /** Open connections were left for the next dispatcher, or taken up from the one before. */
    PARKING("b4fe005470eb40288d477f19681e5526"),
    /** Something that no single unit or request is the reason for. */
    WARNING("3aabd970d94f4061b515f856d437bbf5"),
    /** Something that the dispatcher tried and could not do. */
    FAILURE("7c8196bd3dfc4d2cb949c269136fb997"),
    /** Entries that the log did not take. */
    DROPPED("fdf36783401e40bba0663a37427b6c13");

    /** 128 bits in hexadecimal; they never change. */
    final String id;

    Kind(String id) {
        this.id = id;
    }
}
