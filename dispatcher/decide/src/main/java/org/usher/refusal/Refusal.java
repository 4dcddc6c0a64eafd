package org.usher.refusal;

import java.util.Locale;

/**
 * The reasons for which the dispatcher answers a request itself instead of an app.
 *
 * <p>The {@linkplain #word() word} is the same everywhere a reason is shown: in the body, the journal, the counters,
 * {@code usherctl} and the name of an own error page.
 */
public enum Refusal {
    BAD_REQUEST(
            400, "Bad Request", "Send a head that follows RFC 9112: programs would interpret this one differently."),
    MISSING_HOST(400, "Bad Request", "Send a Host field: every HTTP/1.1 request needs one."),
    BAD_HOST(400, "Bad Request", "Send one Host field with a host name or an IP address, and perhaps a port."),
    AMBIGUOUS_HOST(400, "Bad Request", "Name the same host in the request line and in the Host field."),
    BAD_PATH(400, "Bad Request", "Escape the path as RFC 3986 says: %XX with two hex digits, but not %00, and no '#'."),
    AMBIGUOUS_PATH(
            400,
            "Bad Request",
            "Request the resource by its plain path, without dot segments, empty segments, ';', backslashes"
                    + " or escaped slashes."),
    TLS_ON_PLAIN_PORT(
            400, "Bad Request", "This port speaks plain HTTP: use http:// here, or the port that speaks TLS."),
    PROXY_ON_PLAIN_PORT(
            400,
            "Bad Request",
            "Send no PROXY protocol header to this port, or name the balancer in ProxyFrom= of its listener."),
    BAD_PROXY(400, "Bad Request", "Begin each connection from this address with a valid PROXY protocol header."),
    UNKNOWN_PATH(404, "Not Found", "No app answers here: check the address."),
    HEAD_TIMEOUT(408, "Request Timeout", "Send the whole head of the request at once."),
    TARGET_TOO_LONG(414, "URI Too Long", "Request a shorter address, or send its data in the body."),
    UNKNOWN_HOST(421, "Misdirected Request", "No app answers to this host name on this port: check the address."),
    OTHER_HOST(421, "Misdirected Request", "Send requests for other hosts on separate connections."),
    HEAD_TOO_LARGE(431, "Request Header Fields Too Large", "Send fewer or shorter header fields, such as cookies."),
    BACKEND_GONE(502, "Bad Gateway", "The app at this address failed to answer: try again later."),
    RESERVED(503, "Service Unavailable", "This address is reserved for an app that is not available at present."),
    MAINTENANCE(503, "Service Unavailable", "The app at this address is in maintenance: try again later."),
    APP_OFFLINE(503, "Service Unavailable", "The app at this address is not listening at present: try again later."),
    APP_FAILED(
            503,
            "Service Unavailable",
            "The app at this address has failed to start: its administrator must look into it."),
    QUEUE_FULL(503, "Service Unavailable", "The app at this address is too busy: try again later."),
    START_TIMEOUT(503, "Service Unavailable", "The app at this address did not start in time: try again later."),
    TOO_MANY_CONNECTIONS(503, "Service Unavailable", "Too many connections are open: close some, or try again later."),
    BACKEND_TIMEOUT(504, "Gateway Timeout", "The app at this address did not answer in time: try again later."),
    VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported", "Use HTTP/1.1."),
    LOOP(
            508,
            "Loop Detected",
            "The apps at this address pass this request around in a loop: their administrator must look into it.");

    private final int status;
    private final String phrase;
    private final String advice;
    private final String word;

    Refusal(int status, String phrase, String advice) {
        this.status = status;
        this.phrase = phrase;
        this.advice = advice;
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

    /** What the person who sees the answer can do, in one sentence. */
    public String advice() {
        return advice;
    }

    /** The reason in one word, such as {@code UnknownPath}: stable, for people and programs. */
    public String word() {
        return word;
    }

    /** Whether the same request may succeed a little later, so that the answer says when to try again. */
    boolean passes() {
        return switch (this) {
            case MAINTENANCE, APP_OFFLINE, APP_FAILED, QUEUE_FULL, START_TIMEOUT, TOO_MANY_CONNECTIONS -> true;
            default -> false;
        };
    }

    private static String camelCase(String name) {
        StringBuilder word = new StringBuilder();
        for (String capitals : name.split("_", -1)) {
            word.append(capitals.charAt(0)).append(capitals.substring(1).toLowerCase(Locale.ROOT));
        }
        return word.toString();
    }
}
