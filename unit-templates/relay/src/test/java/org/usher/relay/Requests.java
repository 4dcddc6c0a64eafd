package org.usher.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** The reader of the apps that tests write: simple and sure of what it is sent. */
final class Requests {
    private static final int END = 0x0d0a0d0a;

    private Requests() {}

    /** Returns the lines of a message, each with its CR LF. */
    static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    /** Returns a head with its blank line; empty at the end of the stream. */
    static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0; // the last four octets
        while (last != END) {
            int octet = in.read();
            if (octet < 0) {
                return "";
            }
            head.write(octet);
            last = last << 8 | octet;
        }
        return head.toString(ISO_8859_1);
    }

    /** Returns the body that follows {@code head}, chunks as they are. */
    static String body(String head, InputStream in) throws IOException {
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("\r\ntransfer-encoding:")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (!body.toString(ISO_8859_1).endsWith("0\r\n\r\n")) {
                int octet = in.read();
                if (octet < 0) {
                    throw new EOFException(body.toString(ISO_8859_1));
                }
                body.write(octet);
            }
            return body.toString(ISO_8859_1);
        }
        int at = lower.indexOf("\r\ncontent-length:");
        int length = at < 0
                ? 0
                : Integer.parseInt(
                        lower.substring(at + 17, lower.indexOf('\r', at + 2)).strip());
        return new String(in.readNBytes(length), ISO_8859_1);
    }
}
