package org.usher.activation;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a process is told by those who start it, as far as this library asks.
 *
 * @param variables the environment variables
 * @param pid the process id of this process
 */
public record ProcessEnvironment(Map<String, String> variables, long pid) {
    /** Copies the variables. */
    public ProcessEnvironment {
        variables = Map.copyOf(variables);
    }

    /** Returns the environment of this process. */
    public static ProcessEnvironment current() {
        return new ProcessEnvironment(System.getenv(), ProcessHandle.current().pid());
    }

    /** Returns the value of {@code variable}, null if it is not set. */
    public @Nullable String get(String variable) {
        return variables.get(variable);
    }
}
