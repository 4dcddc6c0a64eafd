package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.posix.Errno;
import org.usher.posix.FaultyKernel;
import org.usher.route.Limits;

/** A loop that stops while the kernel refuses what parking needs: who cannot be parked is closed and counted. */
class ParkingWallsTest {
    private static final Duration LATE = Duration.ofMillis(1500);
    private static final Limits PATIENT = new Limits(Duration.ofMinutes(10), 4096, 1000, 1000);

    @TempDir
    private Path directory;

    private final FaultyKernel kernel = new FaultyKernel();

    @AutoClose
    private LoopFixture fixture;

    @BeforeEach
    void start() {
        fixture = new LoopFixture(directory, PATIENT, kernel.kernel());
    }

    @ParameterizedTest
    @CsvSource({
        "sendMessage, " + Errno.ETOOMANYREFS,
        "sendMessage, " + Errno.ENOBUFS,
        "sendMessage, " + Errno.ENOMEM,
        "sendMessage, " + Errno.EAGAIN,
        "socket, " + Errno.EMFILE,
        "socket, " + Errno.ENOBUFS,
        "connect, " + Errno.ECONNREFUSED
    })
    void whoCannotBeParkedIsClosedAndTheStopGoesOn(String call, int errno) throws Exception {
        Client client = connectWithHalfAHead();
        kernel.fail(call, errno, 1);
        fixture.stopLoop();
        assertEquals("parked 0, closed 1", fixture.nextEvent());
        assertTrue(client.endsWithoutAWord());
        fixture.restart(PATIENT);
        assertEquals(0, fixture.pendingHeads());
    }

    @Test
    void theOtherMessagesAreSentAllTheSame() throws Exception {
        for (int i = 0; i < 600; i++) {
            connectWithHalfAHead();
        }
        kernel.fail("sendMessage", Errno.ETOOMANYREFS, 1);
        fixture.restart(PATIENT);
        assertEquals("parked 350, closed 250", fixture.nextEvent());
        assertEquals("took up 350, closed 0", fixture.nextEvent());
        assertEquals(350, fixture.pendingHeads());
    }

    /** The answer is on its way, and its client is given the time to take it. */
    @Test
    void whoIsBeingRefusedStillGetsTheAnswer() throws Exception {
        Client refused = fixture.connect().send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
        assertEquals("refused UnknownHost", fixture.nextEvent());
        connectWithHalfAHead();
        kernel.fail("sendMessage", Errno.ETOOMANYREFS, 1);
        fixture.stopLoop();
        assertEquals("parked 0, closed 1", fixture.nextEvent());
        assertTrue(refused.readAll().startsWith("HTTP/1.1 421 "));
    }

    /** The process ends with the loop's first thread, and what is not parked then is lost. */
    @Test
    void aStopWaitsForASecondThreadThatIsLate() throws Exception {
        int wiki = fixture.app("wiki", "/wiki/");
        fixture.connect().send(WikiAndBlog.GET_WIKI);
        Received received = fixture.receive(wiki);
        received.readNow();
        assertEquals("handed off wiki.socket", fixture.nextEvent());
        fixture.handBack(received.fd(), WikiAndBlog.header(received, 0), "");
        fixture.awaitPendingHeads(1);
        AtomicBoolean goesOn = new AtomicBoolean();
        kernel.before("sendMessage", () -> {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < LATE.toNanos()) {
                Thread.onSpinWait();
            }
            goesOn.set(Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(any -> any.getName().equals("loop")));
        });
        fixture.restart(PATIENT);
        assertTrue(goesOn.get());
        assertEquals("parked 1, closed 0", fixture.nextEvent());
        assertEquals("took up 1, closed 0", fixture.nextEvent());
    }

    private Client connectWithHalfAHead() throws IOException {
        int before = fixture.pendingHeads();
        Client client = fixture.connect().send("GET ");
        fixture.awaitPendingHeads(before + 1);
        return client;
    }
}
