package org.usher.conformance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * An answer without its body, or what came instead of one.
 *
 * @param continued whether a 100 came before it
 * @param line the status line, from the status on; without an answer, what came
 * @param fields by their names in lower case, in their order
 */
record Reply(Kind kind, boolean continued, String line, Map<String, String> fields) {
    /** What a reply is. */
    enum Kind {
        ANSWER,
        /** The end of the connection, in order or by a reset, and not an octet before it. */
        END,
        /** Nothing until the connection's time was over, or octets that are no whole answer. */
        NO_ANSWER
    }

    /** The fields of a refusal, in their order; one that passes says Retry-After, too. */
    private static final List<String> OF_REFUSALS =
            List.of("date", "connection", "cache-control", "content-type", "x-content-type-options", "content-length");

    /** Fields that one app sends or does not send with one and the same answer. */
    private static final Set<String> VARYING =
            Set.of("age", "connection", "content-length", "date", "keep-alive", "set-cookie", "transfer-encoding");

    private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");
    private static final int SHOWN_MAX = 200;

    /** What is not an answer. */
    Reply(Kind kind, boolean continued, String line) {
        this(kind, continued, line, Map.of());
    }

    boolean isAnswer() {
        return kind == Kind.ANSWER;
    }

    /** Whether usher itself has written it. */
    boolean isRefusal() {
        List<String> names = new ArrayList<>(fields.keySet());
        names.remove("retry-after");
        return names.equals(OF_REFUSALS) && "no-store".equals(fields.get("cache-control"));
    }

    /** Whether it says that no other follows. */
    boolean closes() {
        return fields.getOrDefault("connection", "").contains("close");
    }

    /** Whether both are the same answer, as far as their heads tell. */
    boolean isLike(Reply other) {
        return isAnswer()
                && continued == other.continued
                && line.equals(other.line)
                && isRefusal() == other.isRefusal()
                && withoutVarying(fields.keySet()).equals(withoutVarying(other.fields.keySet()));
    }

    private static Set<String> withoutVarying(Collection<String> names) {
        Set<String> rest = new TreeSet<>(names);
        rest.removeAll(VARYING);
        return rest;
    }

    @Override
    public String toString() {
        String from = isRefusal() ? "usher's " : "";
        String shown = UNPRINTABLE
                .matcher(line)
                .replaceAll(
                        octet -> String.format("\\\\x%02x", (int) octet.group().charAt(0)));
        return (continued ? "100, then " : "") + from + shown.substring(0, Math.min(shown.length(), SHOWN_MAX));
    }
}
