package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeekedHeadTest {
    private static final String HEAD = "GET /wiki/ HTTP/1.1\r\nHost: wiki.example\r\n\r\n";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no fields               | GET / HTTP/1.1~~                                   | / null 0",
                "HTTP/1.0                | GET / HTTP/1.0~~                                   | / null 0 last",
                "CONNECT                 | CONNECT a:443 HTTP/1.1~~                           | a:443 null 0 last",
                "close                   | GET / HTTP/1.1~Connection: close~~                 | / null 0 last",
                "close among others      | GET / HTTP/1.1~cONNECTION:TE,  CLOSE~~             | / null 0 last",
                "keep-alive              | GET / HTTP/1.1~Connection: keep-alive~~            | / null 0",
                "upgrade                 | GET / HTTP/1.1~Upgrade: websocket~~                | / null 0 upgrades",
                "length                  | PUT / HTTP/1.1~Content-Length: 12~Host: a~~        | / a 12",
                "length with a sign      | PUT / HTTP/1.1~Content-Length: +12~Host: a~~       | '' a broken",
                "two lengths             | PUT / HTTP/1.1~Content-Length: 1~Content-Length: 1~~ | '' null broken",
                "empty length            | PUT / HTTP/1.1~Content-Length: ~~                  | '' null broken",
                "length of 19 digits     | PUT / HTTP/1.1~Content-Length: 1234567890123456789~~ | '' null broken",
                "chunked                 | PUT / HTTP/1.1~Transfer-Encoding: Chunked~~        | / null 5",
                "chunked in HTTP/1.0     | PUT / HTTP/1.0~Transfer-Encoding: chunked~~        | '' null broken last",
                "another coding          | PUT / HTTP/1.1~Transfer-Encoding: gzip, chunked~~  | '' null broken",
                "length and coding       | PUT / HTTP/1.1~Content-Length: 1~Transfer-Encoding: chunked~~ | '' null broken",
                "name that begins alike  | GET / HTTP/1.1~Hosts: a~Host: b~Hos: c~~           | / b 0",
                "value without a blank   | GET / HTTP/1.1~Host:a~~                            | / a 0",
                "name of no octets       | GET / HTTP/1.1~: a~~                               | '' null 0",
            })
    void fieldsSayWhereARequestAndItsConnectionEnd(String name, String head, String read) {
        PeekedHead peeked = PeekedHead.of(octets(head.replace("~", "\r\n") + "next"));
        assertNotNull(peeked);
        String body = peeked.body().isBroken()
                ? "broken"
                : String.valueOf(peeked.body().certain());
        assertEquals(
                read.replace("'", ""),
                peeked.target() + " " + peeked.host() + " " + body + (peeked.last() ? " last" : "")
                        + (peeked.upgrades() ? " upgrades" : ""));
    }

    @Test
    void aHeadIsCompleteWithItsLastOctetAndNoSooner() {
        for (int length = 0; length < HEAD.length(); length++) {
            assertNull(PeekedHead.of(octets(HEAD.substring(0, length))), "after " + length);
        }
        PeekedHead head = PeekedHead.of(octets(HEAD + HEAD));
        assertNotNull(head);
        assertEquals(HEAD.length(), head.length());
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
