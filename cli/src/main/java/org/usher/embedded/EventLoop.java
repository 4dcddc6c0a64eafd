package org.usher.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;

/**
 * The one thread of this package while it waits: for an fd to be readable, for the time, for what others post. Only
 * {@link #post} may be called from another thread.
 */
final class EventLoop implements AutoCloseable {
    private static final int EVENTS_PER_TURN = 64;

    private record Timer(long dueNanos, Runnable task) {}

    private final Kernel kernel;
    private final int epoll;
    private final int wakeUp;
    private final Epoll events = new Epoll(EVENTS_PER_TURN);
    private final Map<Long, Runnable> watched = new HashMap<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::dueNanos));
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();

    EventLoop(Kernel kernel) throws IOException {
        this.kernel = kernel;
        this.epoll = made(kernel.epollCreate(), "epoll_create1");
        this.wakeUp = made(kernel.eventFd(), "eventfd");
        watch(wakeUp, () -> kernel.readNumber(wakeUp));
    }

    private static int made(int fd, String call) throws IOException {
        if (fd < 0) {
            throw new IOException(call + ": " + Errno.describe(fd));
        }
        return fd;
    }

    /** Runs {@code ready} in every turn in which {@code fd}, which stays the caller's, has something to read. */
    void watch(int fd, Runnable ready) throws IOException {
        made(kernel.epollAdd(epoll, fd, Epoll.EPOLLIN, fd), "epoll_ctl");
        watched.put((long) fd, ready);
    }

    /** Stops watching {@code fd}; to be called before it is closed. */
    void unwatch(int fd) {
        if (watched.remove((long) fd) != null) {
            kernel.epollRemove(epoll, fd);
        }
    }

    /** Runs {@code task} once, after {@code delay}. */
    void after(Duration delay, Runnable task) {
        timers.add(new Timer(System.nanoTime() + delay.toNanos(), task));
    }

    /** Has {@code task} run soon. From any thread. */
    void post(Runnable task) {
        posted.add(task);
        kernel.writeNumber(wakeUp, 1);
    }

    /** Waits and serves until {@code done} holds after a turn. */
    void runUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            int count = kernel.epollWait(epoll, events, millisToNextTimer());
            for (int i = 0; i < count; i++) {
                Runnable ready = watched.get(events.data(i)); // gone if an earlier event of this turn ended it
                if (ready != null) {
                    ready.run();
                }
            }
            runDue();
            for (Runnable task = posted.poll(); task != null; task = posted.poll()) {
                task.run();
            }
        }
    }

    private int millisToNextTimer() {
        Timer next = timers.peek();
        if (next == null) {
            return -1;
        }
        long nanos = next.dueNanos - System.nanoTime();
        return (int) Math.max(0, (nanos + 999_999) / 1_000_000); // rounded up: too early would spin
    }

    private void runDue() {
        for (Timer next = timers.peek(); next != null && next.dueNanos <= System.nanoTime(); next = timers.peek()) {
            timers.remove(next);
            next.task.run();
        }
    }

    @Override
    public void close() {
        kernel.close(wakeUp);
        kernel.close(epoll);
    }
}
