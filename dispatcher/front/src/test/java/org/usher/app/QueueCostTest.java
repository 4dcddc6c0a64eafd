package org.usher.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.loop.LoopFixture;
import org.usher.posix.Errno;
import org.usher.posix.FaultyKernel;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.SocketType;

class QueueCostTest {
    private final FaultyKernel faulty = new FaultyKernel();
    private final QueueCost sizes = new QueueCost(faulty.kernel());
    private final int fdsBefore = LoopFixture.openFds();

    @AfterEach
    void nothingIsLeft() {
        assertEquals(fdsBefore, LoopFixture.openFds());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 90, 192, 193, 704, 705, 4096, 20_000, 60_400})
    void sizeIsWhatAMessageWithAnFdAddsToTheQueue(int length) {
        Kernel kernel = Kernel.linux();
        int[] pair = new int[2];
        kernel.socketPair(SocketType.SOCK_DGRAM, pair);
        FdMessage message = FdMessage.toSend(length, 1);
        message.payload().put(new byte[length]);
        message.setFd(pair[0]);
        int size = sizes.of(length);
        for (int i = 1; i <= 3; i++) {
            LoopFixture.must(kernel.sendMessage(pair[0], message));
            assertEquals(i * size, kernel.unsent(pair[0]));
        }
        kernel.close(pair[0]);
        FdMessage taken = FdMessage.toReceive(length, 1);
        while (kernel.receiveMessage(pair[1], taken) >= 0) {
            kernel.close(taken.fd(0));
        }
        kernel.close(pair[1]);
    }

    @Test
    void everyLengthIsTriedOnce() {
        int first = sizes.of(100);
        sizes.of(5000);
        long calls = faulty.countAll();
        assertEquals(first, sizes.of(100));
        assertEquals(calls, faulty.countAll());
        assertTrue(sizes.of(5000) > first);
    }

    /** An app decides how long the octets are that it has read already, and hands back. */
    @Test
    void everyLengthIsTriedWithOneMemory() {
        sizes.of(1);
        long before = directMemory();
        for (int length = 59_000; length < 59_100; length++) {
            sizes.of(length);
        }
        assertTrue(directMemory() <= before, "more memory is in use"); // there may be less: of others that is garbage
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getTotalCapacity)
                .sum();
    }

    @Test
    void lengthThatCannotBeTriedTakesNoRoomAndIsTriedAgain() {
        faulty.fail("socketPair", Errno.EMFILE, 1);
        assertEquals(0, sizes.of(100));
        assertTrue(sizes.of(100) > 0);
    }
}
