package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stays in a dispatcher of the connections that it has handed off: nothing. */
@SystemTest
final class LongRunTest {
    private static final int CONNECTIONS = 50_000;
    private static final int WARM_UP = 2_000;

    /** Live octets of the heap that {@value #CONNECTIONS} connections may leave: 3 for each would be too many. */
    private static final long GROWTH_MAX = 128 << 10;

    /** Clock ticks of 10 ms each, out of the 200 of {@value #IDLE_SECONDS} s. */
    private static final long IDLE_TICKS_MAX = 1;

    private static final String IDLE_SECONDS = "2";

    private static final String REQUEST = "GET /fast/ HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Container container;

    LongRunTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        container.install("fast.py", "/usr/lib/fast.py");
        Apps.enable(container, "fast", "/fast/");
        container.dropIn("fast.service", "program", "[Service]\nExecStart=\nExecStart=python3 /usr/lib/fast.py\n");
        // On SIGQUIT the JVM then collects its garbage and prints what is alive. Nobody may attach to it: jcmd is no
        // way.
        container.dropIn(
                "usher.service", "histogram", "[Service]\nEnvironment=JDK_JAVA_OPTIONS=-XX:+PrintClassHistogram\n");
        // A half head is to outlast all intervals in which it is watched.
        container.dropIn("usher.socket", "patient", "[X-HTTP]\nHeadTimeoutSec=60\n");
        container.systemctl("start", "usher.socket");
    }

    @Test
    void fiftyThousandConnectionsLeaveNoDescriptorAndNoObject() throws IOException {
        connect(WARM_UP);
        long descriptors = Processor.settledDescriptors(container);
        long heap = liveOctets(1);
        connect(CONNECTIONS);
        Processor.awaitDescriptorsAtMost(container, descriptors);
        long after = liveOctets(2);
        for (int nth = 3; nth <= 4 && after - heap >= GROWTH_MAX; nth++) {
            after = Math.min(after, liveOctets(nth)); // units may have been read meanwhile
        }
        long least = after;
        assertTrue(least - heap < GROWTH_MAX, () -> "live heap grew from " + heap + " to " + least);
    }

    @Test
    void waitingForHalfAHeadCostsNoTime() throws IOException {
        connect(1);
        try (Client client = container.connect("127.0.0.1", 80).send(REQUEST.substring(0, 20))) {
            connect(1); // after it, the half head has been looked at
            long least = Processor.ticksWhenIdle(container, IDLE_SECONDS, IDLE_TICKS_MAX);
            assertTrue(least <= IDLE_TICKS_MAX, least + " ticks in " + IDLE_SECONDS + " s");
            assertEquals("fast", client.send(REQUEST.substring(20)).receiveAll().replaceFirst("(?s).*\r\n\r\n", ""));
        }
    }

    private void connect(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (Client client = container.connect("127.0.0.1", 80).send(REQUEST)) {
                String answer = client.receiveAll();
                assertTrue(answer.endsWith("\r\n\r\nfast"), answer);
            }
        }
    }

    /** Returns the octets of all objects that are alive, by the {@code nth} histogram that was asked for. */
    private long liveOctets(int nth) throws IOException {
        container
                .run("kill", "-QUIT", container.property("usher.service", "MainPID"))
                .succeeded();
        String total = container
                .sh("until journalctl --output=cat --unit=usher.service | grep '^Total ' >/tmp/totals"
                        + " && [ $(wc -l </tmp/totals) = " + nth + " ]; do :; done; tail -n 1 /tmp/totals")
                .succeeded();
        return Long.parseLong(total.strip().replaceFirst("^Total +[0-9]+ +", ""));
    }
}
