package org.usher.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.usher.loop.RecordedEvents;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;

class PollerTest {
    private final Kernel kernel = Kernel.linux();
    private final Poller poller = new Poller(kernel, new Failures(new RecordedEvents(new LinkedBlockingQueue<>())));
    private final List<String> told = new ArrayList<>();
    private final List<Integer> fds = new ArrayList<>();

    @AfterEach
    void close() {
        poller.close();
        fds.forEach(kernel::close);
    }

    @Test
    void eachIsToldOfItsOwnFd() {
        int a = readyFd();
        int b = readyFd();
        poller.add(a, Epoll.EPOLLIN, bits -> told.add("a" + bits));
        poller.add(b, Epoll.EPOLLIN, bits -> told.add("b" + bits));
        tellAll();
        assertEquals(List.of("a1", "b1"), told.stream().sorted().toList());
    }

    @Test
    void whoIsRemovedByAnEarlierEventOfTheSameBatchHearsNothing() {
        int a = readyFd();
        int b = readyFd();
        long[] tickets = new long[2];
        int[] order = {a, b};
        for (int i = 0; i < 2; i++) {
            int other = 1 - i;
            tickets[i] = poller.add(order[i], Epoll.EPOLLIN, bits -> {
                told.add("one");
                poller.remove(order[other], tickets[other]);
            });
        }
        tellAll();
        assertEquals(List.of("one"), told);
    }

    @Test
    void whatBeginsToWaitInTheSameBatchDoesNotHearOfAFormerFd() {
        int a = readyFd();
        int b = readyFd();
        long[] tickets = new long[2];
        int quiet = kernel.eventFd();
        fds.add(quiet);
        Ready[] heirs = new Ready[1];
        heirs[0] = bits -> told.add("heir");
        int[] order = {a, b};
        for (int i = 0; i < 2; i++) {
            int other = 1 - i;
            tickets[i] = poller.add(order[i], Epoll.EPOLLIN, bits -> {
                poller.remove(order[other], tickets[other]);
                long heir = poller.add(quiet, Epoll.EPOLLIN, heirs[0]);

                assertNotEquals(tickets[other], heir);
            });
        }
        tellAll();
        assertEquals(List.of(), told);
    }

    @Test
    void thousandsOfFdsFindTheirOwner() {
        for (int i = 0; i < 3_000; i++) {
            String name = "fd " + i;
            poller.add(readyFd(), Epoll.EPOLLIN | Epoll.EPOLLET, bits -> told.add(name));
        }
        for (int i = 0; i < 20; i++) {
            tellAll();
        }
        assertEquals(3_000, told.stream().distinct().count());
        assertEquals(3_000, told.size());
    }

    @Test
    void anFdThatCannotBeWatchedIsAnErrno() {
        assertTrue(poller.add(99_999, Epoll.EPOLLIN, bits -> {}) == -Errno.EBADF);
    }

    private void tellAll() {
        int count = poller.await(0);
        for (int i = 0; i < count; i++) {
            poller.tell(i);
        }
    }

    private int readyFd() {
        int fd = kernel.eventFd();
        kernel.writeNumber(fd, 1);
        fds.add(fd);
        return fd;
    }
}
