package org.usher.relay;

import java.util.List;
import org.junit.jupiter.params.provider.Arguments;

/** Messages that are odd, but as RFC 9110 and 9112 allow them, each with a name: what a relay has to leave as it is. */
final class Corpus {
    private static final String HOST = " HTTP/1.1\r\nHost: app.example\r\n";
    private static final String GET = "GET /a/" + HOST;
    private static final String POST = "POST /a/" + HOST;
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n";

    /** Requests; what follows the blank line is the body. */
    static final List<Arguments> REQUESTS = List.of(
            row("GET", GET + "\r\n"),
            row("a query and what looks like a fragment", "GET /a/?q=1&r=%20%2F;x#y" + HOST + "\r\n"),
            row("percent signs, twice", "GET /a/%2e%2E/%252f" + HOST + "\r\n"),
            row("an absolute target", "GET http://app.example/a/" + HOST + "\r\n"),
            row("the asterisk", "OPTIONS *" + HOST + "\r\n"),
            row("HTTP/1.0", "GET /a/ HTTP/1.0\r\n\r\n"),
            row("HTTP/1.0, kept", "GET /a/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
            row("HEAD", "HEAD /a/" + HOST + "\r\n"),
            row("TRACE", "TRACE /a/" + HOST + "Max-Forwards: 0\r\n\r\n"),
            row("DELETE", "DELETE /a/" + HOST + "\r\n"),
            row("a method with a hyphen", "M-SEARCH /a/" + HOST + "\r\n"),
            row("a method in lower case", "get /a/" + HOST + "\r\n"),
            row("a method of WebDAV", "PROPFIND /a/" + HOST + "Depth: 1\r\n\r\n"),
            row("PUT of nothing", "PUT /a/" + HOST + "Content-Length: 0\r\n\r\n"),
            row("GET with a body", GET + "Content-Length: 3\r\n\r\nabc"),
            row("a length", POST + "Content-Length: 5\r\n\r\nabcde"),
            row("a length with zeros and blanks", POST + "Content-Length:   0005  \r\n\r\nabcde"),
            row("every octet", POST + "Content-Length: 256\r\n\r\n" + everyOctet()),
            row("much", POST + "Content-Length: 600000\r\n\r\n" + "z".repeat(600_000)),
            row("chunks", CHUNKED + "\r\n5\r\nabcde\r\n00A\r\n0123456789\r\n0\r\n\r\n"),
            row("extensions", CHUNKED + "\r\n5;e=1;f=\"a; b\"\r\nabcde\r\n0;last\r\n\r\n"),
            row("trailers", CHUNKED + "Trailer: T\r\n\r\n1\r\na\r\n0\r\nT: 1\r\nU:\r\nT: 2\r\n\r\n"),
            row("chunks of much", CHUNKED + "\r\n" + ("1000\r\n" + "c".repeat(4096) + "\r\n").repeat(50) + "0\r\n\r\n"),
            row("two codings", POST + "Transfer-Encoding: gzip, chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"),
            row("100-continue", POST + "Expect: 100-continue\r\nContent-Length: 1\r\n\r\nx"),
            row("no value", GET + "Empty:\r\nBlank: \r\nTab:\t\r\n\r\n"),
            row("no blank, and many", GET + "A:b\r\nTabs:\t a\tb \t\r\n\r\n"),
            row("latin-1", GET + "Cookie: a=b; c=\u00e4\u00ff\r\n\r\n"),
            row("UTF-8", GET + "Name: \u00c3\u00a4\u00e2\u0082\u00ac\r\n\r\n"),
            row("every character of a token", GET + "!#$%&'*+-.^_`|~09azAZ: 1\r\n\r\n"),
            row("repeated fields", GET + "A: 1\r\nB: 2\r\na: 3\r\nA: 1\r\n\r\n"),
            row("names in odd case", "GET /a/ HTTP/1.1\r\nhOST: app.example\r\nUSER-agent: x\r\n\r\n"),
            row("conditions", GET + "If-None-Match: \"x\", W/\"y\"\r\nRange: bytes=0-1,-5\r\n\r\n"),
            row("credentials", GET + "Authorization: Basic eDp5\r\nOrigin: null\r\n\r\n"),
            row("a long target", "GET /a/" + "x".repeat(8000) + HOST + "\r\n"),
            row("a large field", GET + "Big: " + "y".repeat(60_000) + "\r\n\r\n"),
            row("a thousand fields", GET + "A: b\r\n".repeat(1000) + "\r\n"),
            row("an upgrade that is not taken", GET + UPGRADE + "Sec-WebSocket-Version: 13\r\n\r\n"),
            row("the last request", GET + "Connection: close\r\n\r\n"),
            row(
                    "an option of the connection",
                    GET + "Connection: x-mine, keep-alive\r\nX-Mine: 1\r\nKeep-Alive: 3\r\n\r\n"),
            row("TE", GET + "TE: trailers\r\nConnection: TE\r\nProxy-Connection: keep-alive\r\n\r\n"),
            row(
                    "who the client is",
                    GET + "X-Forwarded-For: 1.2.3.4\r\nForwarded: for=1.2.3.4\r\nX-Real-IP: 1.2.3.4\r\n\r\n"));

    /** Answers, each with the request that it answers: all that the app writes before it closes. */
    static final List<Arguments> ANSWERS = List.of(
            row("a length", GET, OK + "Content-Length: 2\r\n\r\nhi"),
            row("no octet", GET, OK + "Content-Length: 0\r\n\r\n"),
            row("a length with zeros", GET, OK + "Content-Length: 002 \r\n\r\nhi"),
            row("every octet", GET, OK + "Content-Length: 256\r\n\r\n" + everyOctet()),
            row("much", GET, OK + "Content-Length: 600000\r\n\r\n" + "z".repeat(600_000)),
            row(
                    "chunks, extensions, trailers",
                    GET,
                    OK + "Transfer-Encoding: chunked\r\n\r\n"
                            + "2;x=\"y\"\r\nhi\r\n0A\r\n0123456789\r\n0\r\nT: 1\r\nU:\r\n\r\n"),
            row("two codings", GET, OK + "Transfer-Encoding: gzip, chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"),
            row("the end of the stream", GET, OK + "\r\nuntil it ends"),
            row("nothing until the end of the stream", GET, OK + "\r\n"),
            row("much until the end of the stream", GET, OK + "\r\n" + "z".repeat(600_000)),
            row("HTTP/1.0", GET, "HTTP/1.0 200 OK\r\nA: b\r\n\r\nold"),
            row("HTTP/1.0, kept", GET, "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nold"),
            row(
                    "interim answers",
                    GET,
                    "HTTP/1.1 100 \r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\nLink: b\r\n\r\n"
                            + "HTTP/1.1 102 Processing\r\n\r\n" + OK + "Content-Length: 2\r\n\r\nhi"),
            row("HEAD", "HEAD /a/" + HOST, OK + "Content-Length: 5\r\n\r\n"),
            row("HEAD and chunks", "HEAD /a/" + HOST, OK + "Transfer-Encoding: chunked\r\n\r\n"),
            row("HEAD without a length", "HEAD /a/" + HOST, OK + "\r\n"),
            row("204", GET, "HTTP/1.1 204 No Content\r\n\r\n"),
            row("304", GET, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: \"x\"\r\n\r\n"),
            row("205", GET, "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n"),
            row(
                    "206",
                    GET,
                    "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nhi"),
            row("no reason", GET, "HTTP/1.1 404 \r\nContent-Length: 2\r\n\r\nno"),
            row("a reason in latin-1", GET, "HTTP/1.1 500 D\u00e9faut\tinterne\r\nContent-Length: 2\r\n\r\nno"),
            row("a status of nobody's", GET, "HTTP/1.1 799 Odd\r\nContent-Length: 2\r\n\r\nno"),
            row("no value", GET, OK + "Server:\r\nBlank: \r\nTab:\t\r\nContent-Length: 0\r\n\r\n"),
            row(
                    "latin-1",
                    GET,
                    OK + "Content-Disposition: attachment; filename=\u00e4\u00ff\r\nContent-Length: 0\r\n\r\n"),
            row(
                    "repeated fields",
                    GET,
                    OK + "Set-Cookie: a\r\nX: 1\r\nset-cookie: b\r\nSet-Cookie: a\r\nContent-Length: 0\r\n\r\n"),
            row("a large field", GET, OK + "Big: " + "y".repeat(60_000) + "\r\nContent-Length: 2\r\n\r\nhi"),
            row("a thousand fields", GET, OK + "A: b\r\n".repeat(1000) + "Content-Length: 2\r\n\r\nhi"),
            row("the last answer", GET, OK + "Connection: close\r\nContent-Length: 2\r\n\r\nhi"),
            row(
                    "an option of the connection",
                    GET,
                    OK + "Connection: x-mine\r\nX-Mine: 1\r\nKeep-Alive: timeout=5\r\n"
                            + "Content-Length: 2\r\n\r\nhi"),
            row(
                    "an upgrade that is offered",
                    GET,
                    OK + "Upgrade: h2c\r\nConnection: upgrade\r\nContent-Length: 2\r\n\r\nhi"),
            row(
                    "an upgrade",
                    GET + UPGRADE,
                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\n\r\n\u0081\u0002hi" + everyOctet()),
            row("to a large request", GET + "Big: " + "y".repeat(30_000) + "\r\n", OK + "Content-Length: 2\r\n\r\nhi"));

    private Corpus() {}

    private static Arguments row(String... columns) {
        return Arguments.of((Object[]) columns);
    }

    private static String everyOctet() {
        StringBuilder octets = new StringBuilder();
        for (char octet = 0; octet < 256; octet++) {
            octets.append(octet);
        }
        return octets.toString();
    }
}
