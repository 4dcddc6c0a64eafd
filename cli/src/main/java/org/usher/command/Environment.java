package org.usher.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import org.usher.client.RemoteInspection;
import org.usher.print.Terminal;

/**
 * All that a command may know of the world.
 *
 * @param in what is read where a command asks for it
 * @param out takes what was asked for
 * @param err takes what went wrong
 * @param variables the environment variables
 * @param running the running dispatcher; asking it throws {@link org.usher.client.UnreachableException} if there is none
 * @param dispatcher the program that starts a dispatcher
 */
public record Environment(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> variables,
        RemoteInspection running,
        String dispatcher) {

    /** Copies what could change, and has everything printed that way which a terminal survives. */
    public Environment {
        out = new Terminal(out);
        err = new Terminal(err);
        variables = Map.copyOf(variables);
    }
}
