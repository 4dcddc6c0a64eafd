package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.loop.LoopFixture.must;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.Errno;
import org.usher.posix.FaultyKernel;
import org.usher.posix.Kernel;
import org.usher.route.Limits;

/** Floods on the return socket of what is no connection: counted, closed, and bounded where it cannot be closed. */
class UntrustedFdsTest {
    @TempDir
    private Path directory;

    private final Kernel kernel = Kernel.linux();

    @Test
    void fiveThousandMessagesOfRandomOctetsAreFiveThousandBadReturns() throws Exception {
        LoopFixture fixture = new LoopFixture(directory, Limits.DEFAULT);
        Random random = new Random(1);
        int stranger = must(kernel.eventFd());
        for (int i = 0; i < 5_000; i++) {
            byte[] octets = new byte[random.nextInt(300)];
            random.nextBytes(octets);
            int[] copies = new int[random.nextInt(4)];
            Arrays.fill(copies, stranger);
            while (fixture.sendBack(octets, "", copies) == -Errno.EAGAIN) {
                Thread.onSpinWait(); // the loop is behind
            }
            awaitBadReturn(fixture);
        }
        kernel.close(stranger);
        fixture.close();
    }

    /** As with a file of a file system that does not answer: close(2) of a stranger never comes back. */
    @Test
    void strangersThatCannotBeClosedUseUpNoMoreThanTheirShareOfFds() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        LoopFixture fixture = new LoopFixture(directory, Limits.DEFAULT, kernelThatHangs(answered));
        int wiki = fixture.app("wiki", "/wiki/");
        int stranger = must(kernel.eventFd());
        int before = LoopFixture.openFds();
        int sent = 0;
        long patience = TimeUnit.SECONDS.toNanos(2);
        for (long last = System.nanoTime(); sent < 5_000 && System.nanoTime() - last < patience; ) {
            if (fixture.sendBack(new byte[1], "", stranger) >= 0) {
                sent++;
                last = System.nanoTime();
            }
        }
        int taken = LoopFixture.openFds() - before;
        assertTrue(sent < 5_000 && taken <= 1_030, sent + " were sent and " + taken + " are open");
        try (Client client = fixture.connect()) {
            client.send(WikiAndBlog.GET_WIKI);
            fixture.receive(wiki).close();
        }

        answered.countDown();
        for (int bad = 0; bad < sent; ) {
            bad += fixture.nextEvent().startsWith("bad return: ") ? 1 : 0; // there are warnings between them
        }
        kernel.close(stranger);
        fixture.close();
    }

    /** Between bad returns there are warnings where the thread that closes is behind. */
    private static void awaitBadReturn(LoopFixture fixture) throws InterruptedException {
        String event = fixture.nextEvent();
        while (event.startsWith("warned: the return listener pauses: ")) {
            event = fixture.nextEvent();
        }
        assertTrue(event.startsWith("bad return: "), event);
    }

    private static Kernel kernelThatHangs(CountDownLatch answered) {
        FaultyKernel kernel = new FaultyKernel();
        kernel.instead("close", arguments -> {
            if (Thread.currentThread().getName().equals("close")) {
                await(answered);
            }
            return null;
        });
        return kernel.kernel();
    }

    private static void await(CountDownLatch answered) {
        try {
            answered.await();
        } catch (InterruptedException nobodyInterruptsThatThread) {
            throw new AssertionError(nobodyInterruptsThatThread);
        }
    }
}
