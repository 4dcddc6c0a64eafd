package org.usher.problem;

import org.jspecify.annotations.Nullable;

/**
 * What mends a problem, to be pasted as it is: lines of a unit file, or a command for a shell. Lines with their section in
 * front may be added anywhere; one without replaces the line that the problem names.
 */
public final class Fix {
    private static final String PLAIN_MARKS = "_@%+=:,./-";

    private Fix() {}

    /** Lines of a file. */
    public static String lines(String... lines) {
        return String.join("\n", lines);
    }

    /** Lines that open a port for IPv4 and for IPv6, in a unit with {@code BindIPv6Only=ipv6-only}. */
    public static String bothFamilies(int port) {
        return lines("ListenStream=0.0.0.0:" + port, "ListenStream=[::]:" + port);
    }

    /** A line with another key and the value as somebody wrote it; null if that cannot be pasted. */
    public static @Nullable String assignment(String key, String value) {
        boolean control = value.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c));
        return control ? null : key + "=" + value;
    }

    /** A command, its words quoted for a shell where they must be. */
    public static String command(Object... words) {
        StringBuilder command = new StringBuilder();
        for (Object word : words) {
            command.append(command.isEmpty() ? "" : " ").append(quoted(word.toString()));
        }
        return command.toString();
    }

    private static String quoted(String word) {
        boolean plain = !word.isEmpty()
                && word.chars()
                        .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN_MARKS.indexOf(c) >= 0));
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
