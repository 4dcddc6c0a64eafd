package org.usher.activation;

import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a process is told by those who start it, as far as this library asks.
 *
 * @param variables the environment variables
 * @param pid the process id of this process
 */
public record ProcessEnvironment(Map<String, String> variables, long pid) {
    private static final int DIGITS_MAX = 15; // microseconds of 31 years, and far from overflow

    /** Copies the variables. */
    public ProcessEnvironment {
        variables = Map.copyOf(variables);
    }

    /** Returns the environment of this process. */
    public static ProcessEnvironment current() {
        return new ProcessEnvironment(System.getenv(), ProcessHandle.current().pid());
    }

    /** Returns the number that {@code value} is, if it is one to fifteen decimal digits and nothing else. */
    public static OptionalLong number(String value) {
        if (value.isEmpty() || value.length() > DIGITS_MAX) {
            return OptionalLong.empty();
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(Long.parseLong(value));
    }

    /** Returns the value of {@code variable}, null if it is not set. */
    public @Nullable String get(String variable) {
        return variables.get(variable);
    }
}
