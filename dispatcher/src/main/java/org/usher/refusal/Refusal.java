package org.usher.refusal;

import java.util.Locale;

/**
 * A reason for which a request is answered by the dispatcher and not by an app: the closed list of them.
 *
 * <p>The {@linkplain #word() word} is the same everywhere a reason is shown: in the body, the journal, the counters,
 * {@code usherctl} and the name of an own error page.
 */
public enum Refusal {
    BAD_REQUEST(400, "Bad Request"),
    MISSING_HOST(400, "Bad Request"),
    BAD_HOST(400, "Bad Request"),
    AMBIGUOUS_HOST(400, "Bad Request"),
    BAD_PATH(400, "Bad Request"),
    AMBIGUOUS_PATH(400, "Bad Request"),
    TLS_ON_PLAIN_PORT(400, "Bad Request"),
    UNKNOWN_PATH(404, "Not Found"),
    HEAD_TIMEOUT(408, "Request Timeout"),
    TARGET_TOO_LONG(414, "URI Too Long"),
    UNKNOWN_HOST(421, "Misdirected Request"),
    HEAD_TOO_LARGE(431, "Request Header Fields Too Large"),
    RESERVED(503, "Service Unavailable"),
    APP_OFFLINE(503, "Service Unavailable"),
    APP_FAILED(503, "Service Unavailable"),
    QUEUE_FULL(503, "Service Unavailable"),
    START_TIMEOUT(503, "Service Unavailable"),
    TOO_MANY_CONNECTIONS(503, "Service Unavailable"),
    VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported"),
    LOOP(508, "Loop Detected");

    private final int status;
    private final String phrase;
    private final String word;

    Refusal(int status, String phrase) {
        this.status = status;
        this.phrase = phrase;
        this.word = camelCase(name());
    }

    /** The status code of the answer (RFC 9110 §15). */
    public int status() {
        return status;
    }

    /** The reason phrase of the status line. */
    public String phrase() {
        return phrase;
    }

    /** The reason in one word, such as {@code UnknownPath}: stable, for people and programs. */
    public String word() {
        return word;
    }

    private static String camelCase(String name) {
        StringBuilder word = new StringBuilder();
        for (String part : name.split("_", -1)) {
            word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return word.toString();
    }
}
