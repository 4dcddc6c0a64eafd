package org.usher.refusal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.usher.text.Printable;

/**
 * The whole answer to a refused request: the only octets that the dispatcher itself writes to a client.
 *
 * <p>Every answer ends the connection, and no cache keeps it. The body names the reason and says what to do. It never
 * lists routes, and text from the network in it is scrubbed.
 */
public final class RefusalResponse {
    /** When to try again after a refusal that passes, in seconds: an app takes about as long to start. */
    private static final int RETRY_AFTER_SECONDS = 5;

    /** IMF-fixdate (RFC 9110 §5.6.7). */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private RefusalResponse() {}

    /**
     * Returns the answer, ready to be written.
     *
     * @param reason why the request is refused
     * @param detail what is particular to this request, in one sentence; may quote the request; may be empty
     * @param head whether the request's method is HEAD: the answer then has the same fields and no body
     * @param now the time of the answer
     * @param page the administrator's own page, which goes before our text; null for none
     */
    public static byte[] of(Refusal reason, String detail, boolean head, Instant now, byte @Nullable [] page) {
        byte[] body = page == null ? text(reason, detail).getBytes(UTF_8) : page;
        byte[] fields = fields(reason, page == null ? "text/plain" : "text/html", body.length, now)
                .getBytes(US_ASCII);
        if (head) {
            return fields;
        }
        byte[] answer = Arrays.copyOf(fields, fields.length + body.length);
        System.arraycopy(body, 0, answer, fields.length, body.length);
        return answer;
    }

    private static String fields(Refusal reason, String type, int length, Instant now) {
        return "HTTP/1.1 " + reason.status() + " " + reason.phrase() + "\r\n"
                + "Date: " + DATE.format(now) + "\r\n"
                + "Connection: close\r\n"
                + "Cache-Control: no-store\r\n"
                + "Content-Type: " + type + "; charset=utf-8\r\n"
                + "X-Content-Type-Options: nosniff\r\n"
                + (reason.passes() ? "Retry-After: " + RETRY_AFTER_SECONDS + "\r\n" : "")
                + "Content-Length: " + length + "\r\n\r\n";
    }

    private static String text(Refusal reason, String detail) {
        String shown = Printable.of(detail);
        return reason.status() + " " + reason.word() + "\n" + reason.advice() + "\n"
                + (shown.isEmpty() ? "" : shown + "\n");
    }
}
