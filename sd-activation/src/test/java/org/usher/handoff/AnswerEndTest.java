package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerEndTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "length          | HTTP/1.1 200 OK~Content-Length: 3~~abc                  | false",
                "no body         | HTTP/1.1 204 No Content~~                               | false",
                "not modified    | HTTP/1.1 304 Not Modified~Content-Length: 3~~           | false",
                "chunked         | HTTP/1.1 200 OK~transfer-encoding: chunked~~1~a~0~~     | false",
                "interim first   | HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~Content-Length: 0~~ | false",
                "says close      | HTTP/1.1 200 OK~Content-Length: 0~Connection: close~~   | true",
            })
    void anAnswerIsWholeAtItsLastOctet(String name, String answer, boolean closes) {
        String octets = answer.replace("~", "\r\n");
        for (int atOnce = 1; atOnce <= octets.length(); atOnce++) {
            AnswerEnd end = new AnswerEnd(false);
            for (int at = 0; at < octets.length(); at += atOnce) {
                assertEquals(false, end.isComplete(), name + " before octet " + at);
                take(end, octets.substring(at, Math.min(octets.length(), at + atOnce)));
            }
            assertEquals(true, end.isComplete());
            assertEquals(closes, end.closes());
        }
    }

    @Test
    void theAnswerToAHeadHasNoBody() {
        AnswerEnd end = new AnswerEnd(true);
        take(end, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
        assertEquals(true, end.isComplete());
    }

    @Test
    void octetsOfAFileCount() {
        AnswerEnd end = new AnswerEnd(false);
        take(end, "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n");
        end.skip(199_999);
        assertEquals(false, end.isComplete());
        end.skip(1);
        assertEquals(true, end.isComplete());
    }

    @Test
    void anAnswerWithoutAnEndNeverIsWhole() {
        AnswerEnd end = new AnswerEnd(false);
        take(end, "HTTP/1.1 200 OK\r\n\r\nabc");
        assertEquals(false, end.isComplete());
    }

    @Test
    void a101EndsHttp() {
        AnswerEnd end = new AnswerEnd(false);
        take(end, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
        assertEquals(true, end.switchesProtocols());
        assertEquals(false, end.isComplete());
    }

    private static void take(AnswerEnd end, String octets) {
        end.take(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
