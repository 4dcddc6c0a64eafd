package org.usher.files;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is served.
 *
 * @param maxAge null: everything below the prefix is its own. Otherwise it is asked before an app: what it has no answer to
 *     is passed on, files have {@link Marks}, and those without one are served for so long, zero for ever
 */
record Place(Root root, @Nullable Duration maxAge) {
    boolean passesOn() {
        return maxAge != null;
    }

    /** One place is itself and no other: the shelf asks often. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
