package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.loop.EscrowFixture.ANSWER;
import static org.usher.loop.EscrowFixture.GET;
import static org.usher.loop.EscrowFixture.LONG;
import static org.usher.loop.UnixSockets.must;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.posix.FaultyKernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;

/** What costs one connection and must not cost others: errors of ours, and what an app does to a socket. */
class OutlivingLoopTest {
    private static final Duration LINGER = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final FaultyKernel faulty = new FaultyKernel();
    private final CountDownLatch released = new CountDownLatch(1);

    @AutoClose
    private EscrowFixture fixture;

    @BeforeEach
    void start() {
        fixture = new EscrowFixture(directory, faulty.kernel());
    }

    @AfterEach
    void release() {
        released.countDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"peek", "sendMessage", "socket", "epollAdd"})
    void errorOfOursCostsTheConnectionThatItHappensTo(String call) throws Exception {
        int wiki = fixture.wiki(LONG);
        faulty.before(call, () -> {
            throw new IllegalStateException("a mistake");
        });
        String head = call.equals("epollAdd") ? "GET /wi" : GET; // half a head has to wait
        assertTrue(fixture.connect().send(head).endsWithoutAWord());
        assertEquals(List.of("failed a mistake", "dropped"), List.of(fixture.nextEvent(), fixture.nextEvent()));

        fixture.connect().send(GET);
        fixture.receive(wiki).close();
        assertEquals("handed off wiki.socket", fixture.nextEvent());
        assertEquals(0, fixture.pendingHeads());
    }

    @Test
    void errorAtADeadlineCostsTheConnectionWhoseDeadlineItIs() throws Exception {
        fixture.wiki(Duration.ofMillis(300));
        faulty.instead("unsent", arguments -> {
            if (StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getMethodName().equals("expired")))) {
                fail();
            }
            return null;
        });
        fixture.connect().send(GET);
        assertEquals("failed a mistake", fixture.nextEvent());
        assertEquals("dropped", fixture.nextEvent());
        assertEquals(0, fixture.pendingRequests());
    }

    @Test
    void errorIsToldWithItsStackOncePerPlace() throws Exception {
        for (int i = 0; i < 2; i++) {
            faulty.before("peek", OutlivingLoopTest::fail);
            assertTrue(fixture.connect().send(GET).endsWithoutAWord());
            assertEquals(i == 0 ? "failed a mistake" : "failed a mistake again", fixture.nextEvent());
            assertEquals("dropped", fixture.nextEvent());
        }
    }

    private static void fail() {
        throw new IllegalStateException("a mistake");
    }

    /** The app closes first, with SO_LINGER and octets that its client does not read: the last copy is ours. */
    @Test
    void closeThatLingersHoldsUpNobody() throws Exception {
        int wiki = fixture.wiki(LONG);
        Client slow = fixture.connect().send(GET);
        fixture.awaitPendingRequests(1);
        CompletableFuture<Received> taken = new CompletableFuture<>();
        faulty.before("inode", () -> {
            Received received = taken.orTimeout(10, TimeUnit.SECONDS).join();
            received.readNow(); // or the close would be a reset
            NativeMemory linger = NativeMemory.allocate(8);
            linger.bytes().putInt(0, 1).putInt(4, (int) LINGER.toSeconds());
            must(fixture.kernel.setOption(received.fd(), SocketOption.SO_LINGER, linger));
            received.answerAndClose("x".repeat(64 << 20));
        });
        taken.complete(fixture.receive(wiki));
        assertEquals("handed off wiki.socket", fixture.nextEvent());
        long begin = System.nanoTime();
        Client quick = fixture.connect().send(GET);
        answerNext(wiki);
        assertEquals(ANSWER, quick.readAll());
        long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        assertTrue(millis < 1000, millis + " ms");
        slow.close();
    }

    /** As with an app that holds the lock of a socket while it sends memory that never comes. */
    @Test
    void connectionThatHangsInEveryCallHoldsUpHandBacksOnly() throws Exception {
        int wiki = fixture.wiki(LONG);
        faulty.instead("option", arguments -> {
            if (Thread.currentThread().getName().equals("held-connections")) {
                await(released);
            }
            return null;
        });
        Client first = fixture.connect().send(GET);
        Received received = fixture.receive(wiki);
        received.readNow();
        received.answer("x");
        first.send(GET);
        fixture.handBack(received.fd(), WikiAndBlog.header(received, 0), "");
        for (int i = 0; i < 10; i++) {
            Client other = fixture.connect().send(GET);
            answerNext(wiki);
            assertEquals(ANSWER, other.readAll());
        }
        released.countDown();
        answerNext(wiki);
        assertEquals("x" + ANSWER, first.readAll());
    }

    private void answerNext(int app) {
        Received received = fixture.receive(app);
        assertEquals(GET, received.readNow());
        received.answerAndClose(ANSWER);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException nobodyInterruptsThatThread) {
            throw new AssertionError(nobodyInterruptsThatThread);
        }
    }
}
