package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection, several apps: the hello example hands back what is not its own, and the dispatcher routes it anew. */
@SystemTest
@Tag("jvm")
final class HandBackTest {
    private static final String HELLO = "GET /hello/x HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Container container;

    HandBackTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        container.systemctl("link", "/usr/share/usher/examples/hello.service");
        container.systemctl("enable", "--now", "/usr/share/usher/examples/hello.socket");
        Apps.enableEcho(container);
        Apps.enable(container, "nested", "/hello/nested/");
        Apps.enable(container, "plain", "/plain/");
        container.dropIn("plain.socket", "unread", "[X-HTTP]\nUnread=no\n");
        container.systemctl("start", "usher.socket");
        Wire.awaitStatus(container, "/hello/nested/", 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo/y", "/hello/nested/y", "/plain/y", "/hello/..;/echo/y", "/nowhere/"})
    void furtherRequestGoesWhereAFirstOneWould(String path) throws IOException {
        String alone = withoutDate(answers(Wire.get(path)));
        try (Client client = container.connect("127.0.0.1", 80).send(HELLO)) {
            client.receiveBody();
            assertEquals(alone, withoutDate(client.send(Wire.get(path)).receiveAll()));
        }
    }

    @Test
    void pipelinedRequestsOfTwoAppsAreAnsweredInOrder() throws IOException {
        String answers = answers(HELLO + HELLO + Wire.get("/echo/y"));
        String[] parts = answers.split("(?=HTTP/1\\.1 )", -1);
        assertEquals(3, parts.length, answers);
        assertTrue(parts[0].endsWith(" GET /hello/x came by the prefix /hello/\n"), answers);
        assertTrue(parts[1].endsWith(" GET /hello/x came by the prefix /hello/\n"), answers);
        assertTrue(parts[2].contains("\r\n\r\nGET /echo/y HTTP/1.1\n"), answers);
    }

    /** The lease of a SCOPE begins when the request is routed, and not when the app is there at last. */
    @Test
    void appThatStartsSlowlyServesNoPrefixThatItHasLostMeanwhile() throws IOException {
        container.systemctl("stop", "hello.service");
        container.dropIn("hello.service", "slow", "[Service]\nExecStartPre=sleep 12\n");
        try (Client client = container.connect("127.0.0.1", 80).send(HELLO)) {
            container.awaitProperty("hello.service", "ActiveState", "activating");
            Apps.enable(container, "inner", "/hello/inner/");
            Wire.awaitStatus(container, "/hello/inner/", 200);
            client.receiveBody();
            String answer = client.send(Wire.get("/hello/inner/x")).receiveAll();
            assertTrue(answer.contains("\r\n\r\nGET /hello/inner/x HTTP/1.1\n"), answer);
        } finally {
            container.removeDropIn("hello.service", "slow");
            Apps.stop(container, "inner");
        }
    }

    /** With its body: nothing of it was read by the app that hands it back. */
    @Test
    void requestForAnotherHostGoesWhereAFirstOneWould() throws IOException {
        Apps.enable(container, "other", "//other.example/");
        container.systemctl("reload", "usher");
        String other = "POST /y HTTP/1.1\r\nHost: other.example\r\nContent-Length: 4\r\n\r\nbody";
        String answers = answers(HELLO + other);
        assertTrue(answers.endsWith("\r\n\r\nbody"), answers);
        assertEquals(3, answers.split("HTTP/1\\.1 200 OK", -1).length, answers);
    }

    @Test
    void connectionThatIsHandedBackStartsAStoppedDispatcher() throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(HELLO)) {
            client.receiveBody();
            container.systemctl("stop", "usher.service");
            String answer = client.send(Wire.get("/echo/y")).receiveAll();
            assertTrue(answer.contains("\r\n\r\nGET /echo/y HTTP/1.1\n"), answer);
        }
        container.awaitProperty("usher.service", "ActiveState", "active");
    }

    private String answers(String requests) throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(requests)) {
            return client.receiveAll();
        }
    }

    /** The client's port is another one with every connection, too. */
    private static String withoutDate(String answer) {
        return answer.replaceAll("Date: [^\r]*\r\n", "")
                .replaceAll("client: 127\\.0\\.0\\.1 [0-9]+", "client")
                .replaceAll("Content-Length: [0-9]+", "Content-Length");
    }
}
