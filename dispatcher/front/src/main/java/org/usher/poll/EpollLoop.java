package org.usher.poll;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;

/**
 * One thread's loop over ready fds, deadlines and posted tasks. {@link #post}, {@link #execute} and {@link #stop} may be
 * called from any thread, everything else from the thread that runs the loop, or before it runs.
 */
public final class EpollLoop {
    /** How soon {@link #soon} is. */
    private static final Duration SOON = Duration.ofMillis(5);

    private final Kernel kernel;
    private final Failures failures;
    private final Poller poller;
    private final Deadlines deadlines;
    private final DeadlineQueue soon;
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final int wakeUp;
    private BooleanSupplier endOfTurn = () -> false;
    private boolean running = true;
    private volatile @Nullable Thread thread;

    /** Tells {@code listener} of errors that cost a connection. Close it when it has ended. */
    public EpollLoop(Kernel kernel, Failures.Listener listener) {
        this.kernel = kernel;
        this.failures = new Failures(listener);
        this.poller = new Poller(kernel, failures);
        this.deadlines = new Deadlines(System::nanoTime, failures);
        this.soon = deadlines.queue(SOON);
        this.wakeUp = kernel.eventFd();
        if (wakeUp < 0) {
            throw new IllegalStateException("eventfd: " + Errno.describe(wakeUp));
        }
        poller.add(wakeUp, Epoll.EPOLLIN, bits -> kernel.readNumber(wakeUp));
    }

    public Kernel kernel() {
        return kernel;
    }

    public Failures failures() {
        return failures;
    }

    public Poller poller() {
        return poller;
    }

    public Deadlines deadlines() {
        return deadlines;
    }

    /** Calls {@code due} in a few milliseconds. */
    public void soon(Due due) {
        soon.add(due);
    }

    /** Has {@code task} run at the end of every turn; if it returns true, there is another turn soon. */
    public void atEndOfTurn(BooleanSupplier task) {
        endOfTurn = task;
    }

    /** Turns until {@link #stop}. */
    public void run() {
        thread = Thread.currentThread();
        while (running) {
            turn();
        }
    }

    /** Waits for something to happen, and sees to all that has. */
    public void turn() {
        deadlines.lookAtTheClock();
        int ready = poller.await(posted.isEmpty() ? deadlines.millisToNext() : 0);
        deadlines.lookAtTheClock(); // what begins now has its whole time, however long we have slept
        for (Runnable task = posted.poll(); task != null; task = posted.poll()) {
            try {
                task.run();
            } catch (Throwable error) {
                failures.survive(error, () -> {});
            }
        }
        for (int i = 0; i < ready; i++) {
            poller.tell(i);
        }
        deadlines.runDue();
        if (endOfTurn.getAsBoolean() && soon.isEmpty()) {
            soon(() -> {});
        }
    }

    /** Has {@code task} run on the loop's thread soon. */
    public void post(Runnable task) {
        posted.add(task);
        kernel.writeNumber(wakeUp, 1);
    }

    /** Has {@code task} run on the loop's thread: now, if that is the caller's, and soon otherwise. */
    public void execute(Runnable task) {
        if (Thread.currentThread().equals(thread)) {
            task.run();
        } else {
            post(task);
        }
    }

    /** Ends {@link #run} soon. */
    public void stop() {
        post(() -> running = false);
    }

    /** Lets go of the loop's own fds. */
    public void close() {
        poller.close();
        kernel.close(wakeUp);
    }
}
