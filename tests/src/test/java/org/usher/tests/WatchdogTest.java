package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What systemd's watchdog makes of a dispatcher that serves, and of one that hangs. */
@SystemTest
final class WatchdogTest {
    private static final String REQUEST = "GET /echo/ HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Container container;

    WatchdogTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serveUnderAnImpatientWatchdog() throws IOException {
        container.dropIn("usher.service", "watchdog", "[Service]\nWatchdogSec=4s\nTimeoutAbortSec=1s\n");
        Apps.enableEcho(container);
        container.systemctl("restart", "usher.socket");
        Wire.assertServed(container.connect("127.0.0.1", 80).send(REQUEST));
        // A request is served before the start is announced; until then TimeoutStartSec= watches, and not the watchdog.
        container.awaitProperty("usher.service", "ActiveState", "active");
    }

    @Test
    void dispatcherThatHangsIsReplacedAndWhoWaitedIsServed() throws IOException {
        String stuck = container.property("usher.service", "MainPID");
        Processor.stop(container, stuck);
        Wire.assertServed(container.connect("127.0.0.1", 80).send(REQUEST));
        assertNotEquals(stuck, container.property("usher.service", "MainPID"));
        container.awaitJournal("usher.service", "Watchdog timeout (limit 4s)!");
    }

    @Test
    void dispatcherThatIsIdleOutlivesSeveralIntervals() throws IOException {
        String idle = container.property("usher.service", "MainPID");
        container.run("sleep", "16").succeeded(); // the interval that is measured
        assertEquals(idle, container.property("usher.service", "MainPID"));
    }
}
