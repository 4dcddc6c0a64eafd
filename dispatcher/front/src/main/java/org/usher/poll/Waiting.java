package org.usher.poll;

/** An owner of something that waits in a loop. */
interface Waiting {
    /** Lets go of what it owns, after an error of ours in its last step. */
    default void abandon() {}
}
