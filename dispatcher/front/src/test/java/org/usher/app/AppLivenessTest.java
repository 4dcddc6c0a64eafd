package org.usher.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.loop.LoopFixture;
import org.usher.loop.RecordedEvents;
import org.usher.poll.Deadlines;
import org.usher.poll.Failures;
import org.usher.posix.FaultyKernel;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;
import org.usher.table.Samples;

/** A kernel that says how much is unsent, a clock that is set by hand. */
class AppLivenessTest {
    private static final int LENGTH = 100;

    private final FaultyKernel faulty = new FaultyKernel().instead("unsent", arguments -> unsent());
    private final Kernel kernel = Kernel.linux();
    private final QueueCost sizes = new QueueCost(kernel);
    private int messages;
    private long nowNanos = 1;
    private int app;
    private AppSocket socket;
    private Deadlines clock;
    private AppLiveness liveness;

    private int unsent() {
        return messages * sizes.of(LENGTH);
    }

    @BeforeEach
    void connect(@TempDir Path directory) {
        String path = directory.resolve("app").toString();
        app = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        LoopFixture.must(kernel.bind(app, new SocketAddressBuffer().setPath(path)));
        socket = new AppSocket(faulty.kernel(), any -> path, new RecordedEvents(new LinkedBlockingQueue<>()));
        socket.leadTo(Samples.app("app.socket", false));
        assertEquals(Sent.DONE, socket.connect());
        clock = new Deadlines(() -> nowNanos, new Failures(new RecordedEvents(new LinkedBlockingQueue<>())));
        liveness = new AppLiveness(socket, sizes, clock);
    }

    @AfterEach
    void close() {
        socket.close();
        kernel.close(app);
    }

    /** A turn of the loop so long after the last one, with so many messages in the app's queue, and one more sent. */
    private boolean keepsUp(int millisLater, int inQueue) {
        nowNanos += Duration.ofMillis(millisLater).toNanos();
        clock.lookAtTheClock();
        messages = inQueue;
        boolean keepsUp = liveness.keepsUp(LENGTH);
        liveness.sent(LENGTH);
        return keepsUp;
    }

    @Test
    void appThatHasTakenNothingYetIsNotKnownToKeepUp() {
        assertFalse(keepsUp(0, 0));
    }

    @Test
    void appThatTakesAllTheTimeKeepsUp() {
        keepsUp(0, 0);
        for (int i = 0; i < 100; i++) {
            assertTrue(keepsUp(19, 0));
        }
    }

    @Test
    void whatWasTakenSomeTimeAgoProvesNothing() {
        keepsUp(0, 0);
        assertTrue(keepsUp(19, 0));
        assertFalse(keepsUp(20, 0)); // taken, but who knows when
        assertTrue(keepsUp(1, 0));
    }

    @Test
    void queueOfWhichNothingIsTakenFor20MillisecondsStandsStill() {
        keepsUp(0, 0);
        assertTrue(keepsUp(5, 0));
        assertTrue(keepsUp(10, 1));
        assertTrue(keepsUp(4, 2));
        assertFalse(keepsUp(1, 3));
        assertFalse(keepsUp(1, 4));
        assertTrue(keepsUp(1, 4)); // one more was sent, so one was taken
    }

    @Test
    void queueThatIsAsLongAsBeforeBecauseNothingWasSentProvesNothing() {
        keepsUp(0, 3);
        keepsUp(10, 4);
        messages = 5;
        for (int i = 0; i < 10; i++) {
            nowNanos += Duration.ofMillis(1).toNanos();
            clock.lookAtTheClock();
            assertFalse(liveness.keepsUp(LENGTH)); // and what was to be sent could not
        }
    }

    @Test
    void backlogOf32IsNoneAnd33IsOne() {
        keepsUp(0, 40);
        assertTrue(keepsUp(1, 32));
        assertFalse(keepsUp(1, 33)); // one was sent, and is there
        assertTrue(keepsUp(1, 32));
    }

    @Test
    void whatIsSentInOneTurnOfTheLoopCounts() {
        keepsUp(0, 0);
        assertTrue(keepsUp(1, 0));
        for (int sent = 1; sent <= 32; sent++) {
            assertTrue(liveness.keepsUp(LENGTH));
            liveness.sent(LENGTH);
        }
        assertFalse(liveness.keepsUp(LENGTH));
    }

    @Test
    void takingThatSomebodyElseSawCounts() {
        assertFalse(keepsUp(900, 3));
        liveness.took();
        assertTrue(keepsUp(19, 4));
        assertFalse(keepsUp(1, 5));
    }

    @Test
    void kernelIsAskedOnceATurn() {
        long before = faulty.count("unsent");
        keepsUp(1, 0);
        for (int i = 0; i < 10; i++) {
            liveness.keepsUp(LENGTH);
        }
        assertEquals(before + 1, faulty.count("unsent"));
    }
}
