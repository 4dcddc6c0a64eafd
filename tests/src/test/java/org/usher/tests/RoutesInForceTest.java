package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an admin does with units shows in what clients get, and {@code usherctl} says the same. */
@SystemTest
final class RoutesInForceTest {
    private static final String DROP_IN = "/etc/systemd/system/echo.socket.d/more.conf";

    private final Container container;

    RoutesInForceTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        Apps.enableEcho(container);
        Apps.enable(container, "blog", "/blog/");
        container.systemctl("start", "usher.socket");
        Wire.awaitStatus(container, "/echo/", 200);
    }

    @Test
    void prefixOfDropInIsServedAfterReloadAndNoLongerWhenItIsGone() throws IOException {
        assertEquals(404, Wire.status(container, "/more/"));
        container.dropIn("echo.socket", "more", "[X-HTTP]\nPrefix=/more/\n");
        container.systemctl("reload", "usher");
        Wire.awaitStatus(container, "/more/", 200);
        assertEquals("route", explained("/more/x", 0));
        assertTrue(usherctl("routes", 0).contains("/more/"));
        assertTrue(usherctl("routes --json=short", 0).contains("\"file\":\"" + DROP_IN + "\",\"line\":2"));
        assertEquals(200, Wire.status(container, "/echo/"));

        container.removeDropIn("echo.socket", "more");
        container.systemctl("reload", "usher");
        Wire.awaitStatus(container, "/more/", 404);
        assertEquals("UnknownPath", explained("/more/x", 1));
    }

    @Test
    void dropInCountsWhoseNameIsNotAscii() throws IOException {
        container.sh(
                """
                mkdir -p /etc/systemd/system/echo.socket.d
                printf '[X-HTTP]\\nPrefix=/umlaut/\\n' >"/etc/systemd/system/echo.socket.d/$(printf '\\303\\244').conf"
                """);
        container.systemctl("daemon-reload");
        container.systemctl("restart", "usher.service");
        Wire.awaitStatus(container, "/umlaut/", 200);
        container.sh("rm \"/etc/systemd/system/echo.socket.d/$(printf '\\303\\244').conf\"");
        container.systemctl("daemon-reload");
        Wire.awaitStatus(container, "/umlaut/", 404);
    }

    @Test
    void stoppedAppIsRefusedAtOnceAndStartedAppIsServedWithoutReload() throws IOException {
        container.systemctl("stop", "echo.socket", "echo.service");
        // 503 while the dispatcher has not heard of it, 404 from then on; never a wait.
        assertTrue(Set.of(503, 404).contains(Wire.status(container, "/echo/")));
        Wire.awaitStatus(container, "/echo/", 404);
        assertEquals("UnknownPath", explained("/echo/", 1));
        container.systemctl("stop", "blog.socket", "blog.service");
        Wire.awaitStatus(container, "/echo/", 421); // nobody is left who answers for this host
        assertEquals("UnknownHost", explained("/echo/", 1));
        String why = usherctl("explain http://localhost/echo/", 1);
        assertTrue(why.contains("echo.socket claims /echo/ but is inactive: systemctl enable --now echo.socket"), why);
        container.systemctl("start", "echo.socket");
        Wire.awaitStatus(container, "/echo/", 200);
        assertEquals("route", explained("/echo/", 0));
    }

    @Test
    void serviceThatIsStoppedWhileItsSocketListensIsStartedByTheNextRequest() throws IOException {
        container.systemctl("stop", "echo.service");
        assertEquals(200, Wire.status(container, "/echo/"));
    }

    @Test
    void socketThatOthersMayWriteToIsNotUsed() throws IOException {
        container.dropIn("echo.socket", "open", "[Socket]\nSocketMode=0666\n");
        container.systemctl("stop", "echo.service");
        container.systemctl("restart", "echo.socket");
        Wire.awaitStatus(container, "/echo/", 503);
        // It is also offline for as long as the dispatcher has not heard of the new one.
        container.awaitProperty("usher.service", "StatusText", "2 routes, 1 problem (usherctl problems)");
        assertEquals("AppOffline", explained("/echo/", 1));
        assertTrue(usherctl("problems", 1).contains("unsafe-socket"));

        container.removeDropIn("echo.socket", "open");
        container.systemctl("stop", "echo.service");
        container.systemctl("restart", "echo.socket");
        Wire.awaitStatus(container, "/echo/", 200);
        container.awaitProperty("usher.service", "StatusText", "2 routes, 0 problems");
    }

    @Test
    void countersFollowWhatHappens() throws IOException {
        long before = number("status", "handed");
        long refused = number("status", "UnknownPath");
        assertEquals(200, Wire.status(container, "/echo/"));
        assertEquals(404, Wire.status(container, "/nowhere/"));
        assertEquals(before + 1, number("status", "handed"));
        assertEquals(refused + 1, number("status", "UnknownPath"));
        assertEquals(container.property("usher.service", "MainPID"), Long.toString(number("status", "pid")));
    }

    @Test
    void questionStartsADispatcherThatIsStoppedAndFailsWithoutItsSocket() throws IOException {
        container.systemctl("stop", "usher.service");
        usherctl("status", 0);
        container.awaitProperty("usher.service", "ActiveState", "active");
        container.systemctl("stop", "usher.socket", "usher.service");
        usherctl("status", 3);
    }

    private String explained(String path, int exit) throws IOException {
        String json = usherctl("explain --json=short http://localhost" + path, exit);
        return json.replaceAll("(?s).*\"outcome\":\"(\\w+)\".*", "$1");
    }

    /** Returns a number of the JSON that a command prints; 0 if it is not there. */
    private long number(String command, String name) throws IOException {
        String json = usherctl(command + " --json=short", 0);
        String value = json.replaceAll("(?s).*\"" + name + "\":([0-9]+).*", "$1");
        return value.equals(json) ? 0 : Long.parseLong(value);
    }

    private String usherctl(String words, int exit) throws IOException {
        Outcome outcome = container.run(("usherctl " + words).split(" "));
        assertEquals(exit, outcome.status(), outcome::toString);
        return outcome.out();
    }
}
