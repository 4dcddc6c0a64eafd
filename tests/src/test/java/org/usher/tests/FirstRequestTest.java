package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way from nothing running to an answer, and who runs then. */
@SystemTest
@Tag("jvm")
final class FirstRequestTest {
    private final Container container;

    FirstRequestTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void listenWithNothingRunning() throws IOException {
        Apps.enableEcho(container);
        Apps.enable(container, "blog", "/blog/");
        container.systemctl("start", "usher.socket");
        container.systemctl("stop", "usher.service", "echo.service", "blog.service");
        for (String service : List.of("usher.service", "echo.service", "blog.service")) {
            assertEquals("inactive", container.property(service, "ActiveState"), service);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void appSeesTheRequestAndTheTrueAddressOfItsClient(String address) throws IOException {
        try (Client client = container.connect(address, 80)) {
            String answer = client.send("GET /echo/x?q=1 HTTP/1.1\r\nHost: localhost\r\nX-Odd: \u00e4\r\n\r\n")
                    .receiveAll();
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
            assertTrue(answer.contains("\r\n\r\nGET /echo/x?q=1 HTTP/1.1\nHost: localhost\n"), answer);
            assertTrue(
                    answer.endsWith(
                            "client: " + address + " " + client.address().getPort() + "\n"),
                    answer);
        }
        assertEquals("inactive", container.property("blog.service", "ActiveState"));
    }

    @Test
    void eachAppAnswersForItsOwnPrefixUnderItsOwnUser() throws IOException {
        for (String app : List.of("echo", "blog")) {
            try (Client client = container.connect("127.0.0.1", 80)) {
                String answer = client.send("GET /" + app + "/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .receiveAll();
                assertTrue(answer.contains("\r\n\r\nGET /" + app + "/ HTTP/1.1\n"), answer);
            }
        }
        assertNotEquals(status("echo.service", "Uid"), status("blog.service", "Uid"));
        assertNotEquals(status("echo.service", "Uid"), status("usher.service", "Uid"));
    }

    @Test
    void dispatcherHasNoRightAndNoNetwork() throws IOException {
        try (Client client = container.connect("127.0.0.1", 80)) {
            client.send("GET /echo/ HTTP/1.1\r\nHost: localhost\r\n\r\n").receiveAll();
        }
        for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
            assertEquals("0000000000000000", status("usher.service", set), set);
        }
        assertEquals("1", status("usher.service", "NoNewPrivs"));
        String user = container.run("id", "-u", "usher").succeeded().strip();
        assertEquals(String.join("\t", user, user, user, user), status("usher.service", "Uid"));
        String main = container.property("usher.service", "MainPID");
        assertNotEquals(
                container.run("readlink", "/proc/1/ns/net").succeeded(),
                container.run("readlink", "/proc/" + main + "/ns/net").succeeded());
    }

    /** Returns a line of /proc/PID/status of a service's main process, without its name. */
    private String status(String service, String line) throws IOException {
        String main = container.property(service, "MainPID");
        return container
                .sh("sed -n 's/^" + line + ":\\t//p' /proc/" + main + "/status")
                .succeeded()
                .strip();
    }
}
