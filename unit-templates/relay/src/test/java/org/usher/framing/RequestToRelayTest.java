package org.usher.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.handoff.Endpoints;
import org.usher.handoff.HandoffHeader;
import org.usher.head.Head;
import org.usher.head.HeadScanner;

class RequestToRelayTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "POST|Content-Length: 5|false",
                "PUT|Content-Length: 0|true",
                "GET|A: b|true",
                "HEAD|A: b|true",
                "POST|A: b|false",
                "PATCH|A: b|false",
                "get|A: b|false",
                "GET|Transfer-Encoding: chunked|false",
                "GET|Content-Length: 1|false"
            })
    void aRequestIsRepeatableIfItIsIdempotentAndHasNoBody(String method, String field, boolean repeatable) {
        assertEquals(
                repeatable,
                read(method + " / HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n").isRepeatable());
    }

    @ParameterizedTest
    @CsvSource({
        "1.1,Connection: close,true",
        "1.1,Connection: Keep-Alive,false",
        "1.1,A: b,false",
        "1.0,A: b,true",
        "1.0,Connection: Keep-Alive,false",
        "1.1,'Connection: keep-alive, CLOSE',true"
    })
    void aConnectionEndsIfTheClientSaysSo(String version, String field, boolean ends) {
        assertEquals(
                ends,
                read("GET / HTTP/" + version + "\r\nHost: h\r\n" + field + "\r\n\r\n")
                        .endsConnection());
    }

    @Test
    void whatIsNotOfTheConnectionGoesAsItCame() {
        String fields = String.join(
                "\r\n",
                "Host:  H:80 ",
                "A:",
                "link: \"x\"",
                "EXPECT: 100-continue",
                "Trailer: T",
                "X-Forward: 1",
                "Cookie: a\u00e4=b; c",
                "");
        assertEquals(
                "GET /x?y#z HTTP/1.1\r\n" + fields + "\r\n", written("\r\nGET /x?y#z HTTP/1.1\r\n" + fields + "\r\n"));
    }

    @Test
    void anUpgradeIsAskedForUnlessItIsToHttp2() {
        String h2c = "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\nHTTP2-Settings: A\r\n";
        assertEquals(
                "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
                written("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n\r\n"));
        assertEquals("GET / HTTP/1.1\r\nHost: h\r\n\r\n", written(h2c + "Connection: Upgrade, HTTP2-Settings\r\n\r\n"));
        assertEquals(
                "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
                written("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n"));
    }

    @Test
    void aConnectionOptionTakesNothingAwayThatTheFramingNeeds() {
        String head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nA: b\r\n";
        assertEquals(
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n",
                written(head + "Connection: host, content-length, a\r\n\r\n"));
    }

    @Test
    void aProxyHeaderTellsOfTheClient() {
        assertEquals(
                "PROXY TCP4 203.0.113.7 192.0.2.1 51234 80\r\n",
                preamble(Telling.PROXY_V1, "203.0.113.7", "192.0.2.1"));
        assertEquals(
                "PROXY TCP6 2001:db8::7 2001:db8::1 51234 80\r\n",
                preamble(Telling.PROXY_V1, "2001:db8::7", "2001:db8::1"));
        assertEquals(
                "0d0a0d0a000d0a515549540a" + "2111000c" + "cb007107" + "c0000201" + "c822" + "0050",
                HexFormat.of()
                        .formatHex(preamble(Telling.PROXY_V2, "203.0.113.7", "192.0.2.1")
                                .getBytes(ISO_8859_1)));
        HandoffHeader unknown = new HandoffHeader(null, null, null, 0, null, null, null);
        assertEquals("PROXY UNKNOWN\r\n", new String(Telling.PROXY_V1.preamble(unknown), ISO_8859_1));
        assertEquals(16, Telling.PROXY_V2.preamble(unknown).length);
    }

    private static String preamble(Telling telling, String client, String local) {
        Endpoints ends = new Endpoints(new InetSocketAddress(client, 51234), new InetSocketAddress(local, 80));
        return new String(telling.preamble(new HandoffHeader(ends, null, null, 0, null, null, null)), ISO_8859_1);
    }

    private static String written(String head) {
        ByteBuffer into = ByteBuffer.allocate(1024);
        read(head).write(head.getBytes(ISO_8859_1), into);
        return new String(into.array(), 0, into.position(), ISO_8859_1);
    }

    private static RequestToRelay read(String head) {
        byte[] octets = head.getBytes(ISO_8859_1);
        return RequestToRelay.read(octets, (Head) new HeadScanner(4096).scan(octets, octets.length));
    }
}
