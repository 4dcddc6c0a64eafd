package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.connection.Elapsed;
import org.usher.connection.Elapsed.Phase;
import org.usher.connection.History;
import org.usher.route.Limits;

/** What is in the parking place when a loop begins. */
class UnparkTest {
    private static final Limits PATIENT = new Limits(Duration.ofSeconds(30), 4096, 1000, 1000);
    private static final Duration LONG_OVER = Duration.ofSeconds(31);
    private static final String GET_WIKI = "GET /wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n";

    @TempDir
    private Path directory;

    @AutoClose
    private LoopFixture fixture;

    private ParkedMessages parked;
    private int wiki;

    @BeforeEach
    void start() {
        fixture = new LoopFixture(directory, PATIENT);
        parked = new ParkedMessages(fixture);
        wiki = fixture.app("wiki", "/wiki/");
    }

    @Test
    void aParkedHeadSaysWhatItWaitsForAndHowLongItHas() throws Exception {
        fixture.connect();
        fixture.connect().send("GET");
        fixture.awaitPendingHeads(2);
        long before = System.nanoTime();
        while (System.nanoTime() - before < TimeUnit.MILLISECONDS.toNanos(20)) {
            Thread.onSpinWait(); // the span that both have waited at least
        }
        fixture.stopLoop();
        List<History> entries = parked.take(2);
        assertEquals(Phase.PARTIAL, entries.get(0).elapsed().phase());
        assertEquals(Phase.SILENT, entries.get(1).elapsed().phase());
        for (History entry : entries) {
            long millis = TimeUnit.NANOSECONDS.toMillis(entry.elapsed().nanos());
            assertTrue(millis >= 19 && millis <= 30_000, millis + " ms");
        }
    }

    @Test
    void theDeadlineOfAHeadGoesOnWhereItWas() throws Exception {
        fixture.stopLoop();
        Client partial = fixture.connect().send("GET /wiki/");
        Client silent = fixture.connect();
        int partialFd = fixture.accept();
        int silentFd = fixture.accept();
        parked.leave(List.of(entry(Phase.PARTIAL, LONG_OVER), entry(Phase.SILENT, LONG_OVER)), partialFd, silentFd);
        fixture.restart(PATIENT);
        assertTrue(partial.readAll().startsWith("HTTP/1.1 408 "));
        assertEquals("", silent.readAll());
    }

    @Test
    void aHeadThatBeginsBetweenTwoLoopsHasItsWholeTime() throws Exception {
        fixture.stopLoop();
        Client client = fixture.connect().send(GET_WIKI.substring(0, 10));
        parked.leave(List.of(entry(Phase.SILENT, LONG_OVER)), fixture.accept());
        fixture.restart(PATIENT);
        fixture.awaitPendingHeads(1);
        client.send(GET_WIKI.substring(10));
        fixture.receive(wiki).close();
    }

    @Test
    void aMessageThatCannotBeReadIsClosedAndCounted() throws Exception {
        fixture.stopLoop();
        Client first = fixture.connect();
        Client second = fixture.connect();
        fixture.connect().send(GET_WIKI);
        fixture.send("park", "another version".getBytes(StandardCharsets.UTF_8), fixture.accept());
        parked.leave(List.of(), fixture.accept()); // fewer entries than fds
        parked.leave(List.of(entry(Phase.PARTIAL, Duration.ZERO)), fixture.accept());
        fixture.restart(PATIENT);
        assertEquals("", first.readAll());
        assertEquals("", second.readAll());
        fixture.receive(wiki).close();
        assertTrue(fixture.events.contains("took up 1, closed 2"), fixture.events::toString);
    }

    @Test
    void whatIsNoConnectionOfAListenerIsClosed() throws Exception {
        fixture.stopLoop();
        int[] pair = fixture.socketPair();
        parked.leave(List.of(entry(Phase.PARTIAL, Duration.ZERO), entry(Phase.PARTIAL, Duration.ZERO)), pair);
        fixture.restart(PATIENT);
        assertEquals("took up 0, closed 2", fixture.nextEvent());
    }

    private static History entry(Phase phase, Duration waited) {
        return History.NONE.after(new Elapsed(phase, waited.toNanos()));
    }
}
