package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many clients that mean no good: the dispatcher stays small and quick, and others are served as before. */
@SystemTest
final class HostileClientsTest {
    private static final String HALF = "GET /fast/ HTTP/1.1\r\nHost: local";
    private static final String REST = "host\r\nConnection: close\r\n\r\n";
    private static final int SLOW_HEADS = 10_000;

    /** What 10,000 half heads may cost: 4 KiB each. */
    private static final long GROWTH_KIB_MAX = 40_000;

    /** Hundredths of a second within {@value #INTERVAL_SECONDS} s: 2 % of one processor. */
    private static final long IDLE_TICKS_MAX = 10;

    private static final String INTERVAL_SECONDS = "5";

    /** Rounds of requests, of which the best counts: the machine may be busy with something else in the others. */
    private static final int ROUNDS = 4;

    private static final int ROUNDS_MAX = 20;
    private static final int REQUESTS_PER_ROUND = 200;
    private static final long STATE_SECONDS_MAX = 120;

    private final Container container;

    HostileClientsTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        if (!container.property("usher.socket", "ActiveState").equals("active")) {
            container.install("hostile.py", "/usr/lib/hostile.py");
            container.install("fast.py", "/usr/lib/fast.py");
            Apps.enable(container, "fast", "/fast/");
            container.dropIn("fast.service", "program", "[Service]\nExecStart=\nExecStart=python3 /usr/lib/fast.py\n");
            container.systemctl("start", "usher.socket");
        }
    }

    @AfterEach
    void nobodyStays() throws IOException {
        container.run("systemctl", "stop", "hostile.service");
    }

    @Test
    void tenThousandSlowHeadsCostNoTimeLittleMemoryAndNobodyElse() throws IOException {
        limit("HeadTimeoutSec=300\nPendingHeadsMax=20000\nPendingHeadsPerSourceMax=20000\n");
        long best = bestRound(ROUNDS, 0);
        long descriptors = Processor.settledDescriptors(container);
        long resident = Processor.residentKiB(container);

        // Several, for each looks at all its connections before it opens the next.
        start("sh -c 'for i in 1 2 3 4 5; do slowhttptest -H -c " + SLOW_HEADS / 5
                + " -r 2000 -i 280 -l 280 -x 24 -u http://127.0.0.1:80/fast/ & done; wait'");
        awaitPendingHeads(SLOW_HEADS);
        assertTrue(Processor.descriptors(container) >= SLOW_HEADS);
        long growth = Processor.residentKiB(container) - resident;
        assertTrue(growth < GROWTH_KIB_MAX, () -> "grew by " + growth + " KiB");
        long idle = Processor.ticksWhenIdle(container, INTERVAL_SECONDS, IDLE_TICKS_MAX);
        assertTrue(idle <= IDLE_TICKS_MAX, () -> idle + " ticks in " + INTERVAL_SECONDS + " s");
        // Their connections stay; the program itself would take all processors, looking at each of them again and
        // again.
        container.systemctl("kill", "--signal=STOP", "hostile.service");
        long besides = bestRound(ROUNDS_MAX, 2 * best);
        assertTrue(besides <= 2 * best, () -> "99 of 100 within " + besides + " ns, without them " + best);

        container.systemctl("stop", "hostile.service");
        Processor.awaitDescriptorsAtMost(container, descriptors);
    }

    /** Each of these many times over; the dispatcher is as before, and meanwhile others are served. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "heads that are none,           flood 10000",
        "connections reset at once,     reset 10000 ''",
        "connections reset in the head, reset 10000 474554202f666173742f20485454502f312e310d0a",
        "requests reset at their end,   reset 5000 474554202f666173742f20485454502f312e310d0a486f73743a20610d0a0d0a"
    })
    void floodLeavesNothingBehind(String name, String words) throws IOException {
        limit("HeadTimeoutSec=60\n");
        bestRound(1, 0);
        assertEquals(404, Wire.status(container, "/")); // the first entry opens the journal's socket
        long descriptors = Processor.settledDescriptors(container);
        int served = 0;
        while (served == 0) { // again, if it was over before we came to ask
            nobodyStays();
            start("python3 /usr/lib/hostile.py " + words);
            while (container.property("hostile.service", "SubState").equals("running")) {
                assertEquals(200, Wire.status(container, "/fast/"), name);
                served++;
            }
            assertEquals("success", container.property("hostile.service", "Result"), name);
        }
        assertEquals(200, Wire.status(container, "/fast/"), name);
        Processor.awaitDescriptorsAtMost(container, descriptors);
        assertEquals(0, pendingHeads(), name);
    }

    @Test
    void sourceThatHoldsAllThatItMayKeepsNobodyElseOut() throws IOException {
        limit("HeadTimeoutSec=60\nPendingHeadsPerSourceMax=256\n");
        hold(2_000, 1, HALF);
        awaitPendingHeads(256);
        try (Client slow = container.connect("127.0.0.1", 80).send(HALF)) {
            awaitPendingHeads(257);
            Wire.assertServed(slow.send(REST));
        }
    }

    @Test
    void halfHeadsFromEverywhereKeepNobodyOutWhoseHeadIsWhole() throws IOException {
        limit("HeadTimeoutSec=60\nPendingHeadsMax=1000\nPendingHeadsPerSourceMax=256\n");
        hold(2_000, 10, HALF);
        awaitPendingHeads(1_000);
        assertEquals(200, Wire.status(container, "/fast/"));
        try (Client slow = container.connect("127.0.0.1", 80).send(HALF)) {
            Wire.assertRefused("TooManyConnections", 503, slow.receiveAll());
        }
    }

    @Test
    void silentConnectionsMakeRoomForThoseWhoSpeak() throws IOException {
        limit("HeadTimeoutSec=60\nPendingHeadsMax=1000\nPendingHeadsPerSourceMax=256\n");
        hold(2_000, 10, "");
        awaitPendingHeads(1_000);
        try (Client slow = container.connect("127.0.0.1", 80).send(HALF)) {
            assertEquals(200, Wire.status(container, "/fast/"));
            Wire.assertServed(slow.send(REST));
        }
    }

    private void limit(String settings) throws IOException {
        container.dropIn("usher.socket", "limits", "[X-HTTP]\n" + settings);
        container.systemctl("restart", "usher.service");
        Wire.awaitStatus(container, "/fast/", 200);
    }

    private void hold(int count, int sources, String octets) throws IOException {
        start("python3 /usr/lib/hostile.py hold " + count + " " + sources + " '" + Messages.hex(octets) + "'");
        container.awaitJournal("hostile.service", "ready");
    }

    /** Runs a program beside the test until it ends or the test does. */
    private void start(String command) throws IOException {
        container.run("systemctl", "reset-failed", "hostile.service");
        container
                .sh("systemd-run --quiet --unit=hostile --remain-after-exit -p LimitNOFILE=65536 -- " + command)
                .succeeded();
    }

    /** Returns the 99th percentile of the best of {@code rounds} rounds, in ns; ends at one that is {@code enough}. */
    private long bestRound(int rounds, long enough) throws IOException {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < rounds && best > enough; i++) {
            long[] times = new long[REQUESTS_PER_ROUND];
            for (int k = 0; k < times.length; k++) {
                long start = System.nanoTime();
                try (Client client = container.connect("127.0.0.1", 80).send(HALF + REST)) {
                    String answer = client.receiveAll();
                    assertTrue(answer.endsWith("\r\n\r\nfast"), answer);
                }
                times[k] = System.nanoTime() - start;
            }
            Arrays.sort(times);
            best = LongStream.of(best, times[times.length * 99 / 100 - 1]).min().orElseThrow();
        }
        return best;
    }

    private void awaitPendingHeads(int count) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STATE_SECONDS_MAX);
        int now = pendingHeads();
        while (now != count && System.nanoTime() < end) {
            now = pendingHeads();
        }
        assertEquals(count, now, "pending heads");
    }

    private int pendingHeads() throws IOException {
        String status = container.run("usherctl", "status", "--json=short").succeeded();
        return Integer.parseInt(status.replaceFirst("(?s).*\"pendingHeads\":(-?[0-9]+).*", "$1"));
    }
}
