package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every octet of a request reaches the app unread and in order: one app, one test, run on its own port and behind usher. */
@SystemTest
final class DirectlyAndBehindUsherTest {
    /** How a client reaches the app. */
    enum Way {
        DIRECTLY(8080),
        BEHIND_USHER(80);

        final int port;

        Way(int port) {
            this.port = port;
        }
    }

    private static final String GET = "GET /probe/x HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String SHA_256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final Container container;

    DirectlyAndBehindUsherTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serveBothWays() throws IOException {
        container.install("probe.py", "/usr/lib/probe.py");
        for (String name : new String[] {"probe", "probe-direct"}) {
            container.write(
                    "/etc/systemd/system/" + name + ".service", "[Service]\nExecStart=python3 /usr/lib/probe.py\n");
        }
        container.write("/etc/systemd/system/probe-direct.socket", "[Socket]\nListenStream=8080\n");
        container.write(
                "/etc/systemd/system/probe.socket",
                """
                [Socket]
                ListenDatagram=/run/usher/apps/probe.sock
                SocketMode=0660
                SocketGroup=usher
                [X-HTTP]
                Prefix=/probe/
                """);
        container.systemctl("daemon-reload");
        container.systemctl("start", "probe.socket", "probe-direct.socket", "usher.socket");
    }

    @ParameterizedTest
    @EnumSource
    void headSentOneOctetAtATime(Way way) throws IOException {
        try (Client client = container.connect("127.0.0.1", way.port)) {
            for (int i = 0; i < GET.length(); i++) {
                client.send(GET.substring(i, i + 1));
            }
            assertEquals(report(GET, 0, SHA_256_OF_NOTHING), client.receiveBody());
        }
    }

    @ParameterizedTest
    @EnumSource
    void headAndBodyInOnePacket(Way way) throws IOException {
        String head = "POST /probe/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n";
        try (Client client = container.connect("127.0.0.1", way.port).send(head + "hello")) {
            assertEquals(report(head, 5, sha256("hello".getBytes(StandardCharsets.US_ASCII), 1)), client.receiveBody());
        }
    }

    @ParameterizedTest
    @EnumSource
    void uploadOfOneGibibyte(Way way) throws IOException {
        String head = "PUT /probe/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1073741824\r\n\r\n";
        byte[] mebibyte = "0123456789abcdef".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        try (Client client = container.connect("127.0.0.1", way.port).send(head)) {
            for (int i = 0; i < 1024; i++) {
                client.send(mebibyte);
            }
            assertEquals(report(head, 1 << 30, sha256(mebibyte, 1024)), client.receiveBody());
        }
    }

    @ParameterizedTest
    @EnumSource
    void pipelinedRequestsAreAnsweredInOrder(Way way) throws IOException {
        String second = GET.replace("/x", "/y");
        String third = GET.replace("/x", "/z");
        try (Client client = container.connect("127.0.0.1", way.port).send(GET + second + third)) {
            for (String head : new String[] {GET, second, third}) {
                assertEquals(report(head, 0, SHA_256_OF_NOTHING), client.receiveBody());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void webSocketSessionPassesOctetsBothWays(Way way) throws IOException {
        try (Client client = container.connect("127.0.0.1", way.port).send(Wire.webSocket("/probe/"))) {
            assertEquals(
                    "HTTP/1.1 101 Switching Protocols\r\n", client.receiveHead().substring(0, 34));
            for (String frame : new String[] {"\u0081\u0085\0\0\0\0hello", "\u0089\u0080\0\0\0\0"}) {
                assertEquals(frame, client.send(frame).receive(frame.length()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientThatEndsItsSideGetsItsAnswer(Way way) throws IOException {
        try (Client client = container.connect("127.0.0.1", way.port).send(GET).endOutput()) {
            assertEquals(report(GET, 0, SHA_256_OF_NOTHING), client.receiveBody());
            assertEquals("", client.receiveAll());
        }
    }

    private static String report(String head, int size, String sha256) {
        return head + size + " " + sha256 + "\n";
    }

    private static String sha256(byte[] octets, int times) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < times; i++) {
                digest.update(octets);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
