package org.usher.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseToRelayTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "HTTP/1.1 200 OK|Content-Length: 5|GET|5",
                "HTTP/1.1 200 OK|Content-Length: 0|GET|0",
                "HTTP/1.1 200 OK|Transfer-Encoding: gzip, Chunked|GET|chunked",
                "HTTP/1.1 200 OK|Transfer-Encoding: gzip|GET|until close",
                "HTTP/1.1 200 OK|A: b|GET|until close",
                "HTTP/1.0 200|A: b|GET|until close",
                "HTTP/1.1 200 OK|A: b|HEAD|0",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked|HEAD|0",
                "HTTP/1.1 204 No Content|Content-Length: 5|GET|0",
                "HTTP/1.1 304 Not Modified|Transfer-Encoding: chunked|GET|0",
                "HTTP/1.1 103 Early Hints|Content-Length: 5|GET|0"
            })
    void aBodyEndsWhereRfc9112Says(String status, String field, String method, String end) {
        Body body = read(status + "\r\n" + field + "\r\n\r\n").body(method.equals("HEAD"));
        String found = body.isComplete()
                ? "0"
                : body.endsWithStream()
                        ? "until close"
                        : body.measure(ByteBuffer.wrap("0\r\n\r\n____".getBytes(ISO_8859_1)), 0, 9) == 5
                                        && body.measure(ByteBuffer.allocate(9), 0, 9) == 0
                                ? "chunked"
                                : "5";
        assertEquals(end, found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\nA: b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n",
                "HTTP/1.1 99 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void aHeadThatProgramsReadInTwoWaysIsNone(String head) {
        assertNull(ResponseToRelay.read(padded(head), head.length()));
    }

    @Test
    void fieldsOfTheConnectionAreReplaced() {
        String head = String.join(
                "\r\n",
                "HTTP/1.0 200 OK",
                "Connection: keep-alive, X-Mine",
                "X-Mine: 1",
                "Keep-Alive: timeout=5",
                "Content-Length: 0",
                "Upgrade: h2c",
                "A: b",
                "",
                "");
        assertEquals("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: b\r\n\r\n", written(head, false, false));
        assertEquals(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: b\r\nConnection: close\r\n\r\n", written(head, true, true));
        assertEquals(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: b\r\nConnection: keep-alive\r\n\r\n",
                written(head, false, true));
    }

    @Test
    void theEndOfAHeadIsFoundInPieces() {
        String head = "HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody";
        ByteBuffer octets = ByteBuffer.wrap(head.getBytes(ISO_8859_1));
        for (int seen = 0; seen < head.length(); seen++) {
            boolean whole = seen >= head.length() - 4;
            assertEquals(whole ? head.length() - 4 : 0, ResponseToRelay.end(octets, Math.max(0, seen - 4), seen));
        }
    }

    private static String written(String head, boolean ends, boolean old) {
        ResponseToRelay response = read(head);
        response.tellOfConnection(ends, old);
        ByteBuffer into = ByteBuffer.allocate(1024);
        response.write(padded(head), into);
        return new String(into.array(), 0, into.position(), ISO_8859_1);
    }

    private static ResponseToRelay read(String head) {
        return Objects.requireNonNull(ResponseToRelay.read(padded(head), head.length()), head);
    }

    /** As the relay's buffer, there is always something behind the head. */
    private static byte[] padded(String head) {
        return (head + "____________").getBytes(ISO_8859_1);
    }
}
