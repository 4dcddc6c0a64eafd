package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A dispatcher to which the kernel says no: clients are refused or wait, it does not crash or spin, and it keeps no
 * connection.
 */
@SystemTest
final class ResourceWallsTest {
    private static final String REQUEST = Wire.get("/fast/");

    /** Of the 200 ticks of {@value #INTERVAL} s; a loop that spins takes all that it can get. */
    private static final long WAITING_TICKS_MAX = 50;

    /** Lists the connections to port 80 with the processes that hold them. */
    private static final String CONNECTIONS = "ss --no-header --tcp --numeric --processes state connected sport = :80";

    private static final String INTERVAL = "2";

    private final Container container;
    private String pid;

    ResourceWallsTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        Load.prepare(container);
        assertEquals(404, Wire.status(container, "/nobody/"));
        pid = container.property("usher.service", "MainPID");
    }

    @AfterEach
    void theDispatcherStillRunsAndHoldsNoConnection() throws IOException {
        Wire.assertServed(connect(REQUEST));
        assertEquals(pid, container.property("usher.service", "MainPID"));
        container
                .sh("while " + CONNECTIONS + " | grep --quiet pid=" + pid + ",; do :; done")
                .succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"})
    void whoCannotBeAcceptedWaits(String error) throws IOException {
        Client client = Injection.during(container, "accept4", error, () -> {
            Client waiting = connect(REQUEST);
            container.awaitJournal("usher.service", error);
            assertWaitsWithoutSpinning();
            return waiting;
        });
        Wire.assertServed(client);
    }

    /** Too many descriptors are in flight, to all apps together: nothing would tell when that ends. */
    @Test
    void whoCannotBePassedToAnyAppIsRefused() throws IOException {
        String answer = Injection.during(
                container, "sendmsg", "ETOOMANYREFS", () -> connect(REQUEST).receiveAll());
        Wire.assertRefused("TooManyConnections", 503, answer);
    }

    /** It tries again every few milliseconds, and what a tracer leaves in the midst of a call fails with ENOSYS. */
    @ParameterizedTest
    @ValueSource(strings = {"EAGAIN", "ENOBUFS", "ENOMEM"})
    void whoFindsNoRoomInItsAppsSocketWaits(String error) throws IOException {
        Client client = Injection.during(container, "sendmsg", error + ":when=1..50", () -> {
            Client waiting = connect(REQUEST);
            assertEquals(404, Wire.status(container, "/nobody/"));
            return waiting;
        });
        Wire.assertServed(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENOSPC", "ENOMEM"})
    void whoseHalfHeadCannotBeWatchedIsRefused(String error) throws IOException {
        String half = REQUEST.substring(0, 20);
        String answer = Injection.during(
                container, "epoll_ctl", error, () -> connect(half).receiveAll());
        Wire.assertRefused("TooManyConnections", 503, answer);
    }

    @ParameterizedTest
    @CsvSource({"getsockopt, ENOBUFS", "getpeername, ENOTCONN", "getsockname, ENOBUFS"})
    void whatCannotBeAskedOfAConnectionStopsNobody(String call, String error) throws IOException {
        int refused = Injection.during(container, call, error, () -> {
            Wire.assertServed(connect(REQUEST));
            return Wire.status(container, "/nobody/");
        });
        assertEquals(404, refused);
    }

    @Test
    void whatCannotBeReceivedFromAnAppWaits() throws IOException {
        container.systemctl("link", "/usr/share/usher/examples/hello.service");
        container.systemctl("enable", "--now", "/usr/share/usher/examples/hello.socket");
        Apps.enableEcho(container);
        Wire.awaitStatus(container, "/hello/", 200);
        Wire.awaitStatus(container, "/echo/", 200);
        String kept = "GET /hello/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
        Client client = connect(kept);
        client.receiveBody();
        Wire.assertServed(Injection.during(container, "recvmsg", "ENOMEM", () -> {
            client.send(Wire.get("/echo/"));
            container.awaitJournal("usher.service", "the return listener pauses");
            assertWaitsWithoutSpinning();
            return client;
        }));
    }

    private Client connect(String octets) throws IOException {
        return container.connect("127.0.0.1", 80).send(octets);
    }

    private void assertWaitsWithoutSpinning() throws IOException {
        long before = Processor.ticks(container);
        container.run("sleep", INTERVAL).succeeded(); // the interval that is measured
        long ticks = Processor.ticks(container) - before;
        assertTrue(ticks <= WAITING_TICKS_MAX, ticks + " ticks in " + INTERVAL + " s");
    }
}
