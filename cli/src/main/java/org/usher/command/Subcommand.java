package org.usher.command;

import java.io.IOException;

/** A command of {@code usherctl}, with the options that were given to it. */
public interface Subcommand {
    /**
     * Does what it is for.
     *
     * @throws org.usher.client.UnreachableException if it needs a dispatcher and none answers
     * @throws IllegalArgumentException if the arguments name what is not there or cannot be used
     * @throws IllegalStateException if the dispatcher does not do what it is asked
     * @throws IOException if the system refuses
     */
    ExitCode run(Environment environment) throws IOException;
}
