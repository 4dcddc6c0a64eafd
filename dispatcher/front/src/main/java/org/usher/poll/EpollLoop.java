package org.usher.poll;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;

/**
 * One thread's loop over ready fds, deadlines and posted tasks. {@link #post} and {@link #stop} may be called from any
 * thread, everything else from the thread that runs the loop, or before it runs.
 */
public final class EpollLoop {
    /** How soon {@link #soon} is. */
    private static final Duration SOON = Duration.ofMillis(5);

    private final Kernel kernel;
    private final Failures failures;
    private final Poller poller;
    private final Deadlines deadlines = new Deadlines(System::nanoTime);
    private final DeadlineQueue soon = deadlines.queue(SOON);
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final int wakeUp;
    private Runnable endOfTurn = () -> {};
    private boolean running = true;

    /** Tells {@code listener} of errors that cost a connection. Close it when it has ended. */
    public EpollLoop(Kernel kernel, Failures.Listener listener) {
        this.kernel = kernel;
        this.failures = new Failures(listener);
        this.poller = new Poller(kernel);
        this.wakeUp = kernel.eventFd();
        if (wakeUp < 0) {
            throw new IllegalStateException("eventfd: " + Errno.describe(wakeUp));
        }
        poller.add(wakeUp, Epoll.EPOLLIN, bits -> kernel.readNumber(wakeUp));
    }

    public Poller poller() {
        return poller;
    }

    public Deadlines deadlines() {
        return deadlines;
    }

    /** Has {@code task} run in a few milliseconds, as a deadline that can be cancelled. */
    public DeadlineQueue.Deadline soon(Runnable task) {
        return soon.add(task);
    }

    /** Has {@code task} run at the end of every turn. */
    public void atEndOfTurn(Runnable task) {
        endOfTurn = task;
    }

    /** Runs {@code step}; if it fails, that is told, and {@code letGo} lets go of what the step had in hand. */
    public void guard(Runnable step, Runnable letGo) {
        failures.guard(step, letGo);
    }

    /** Turns until {@link #stop}. */
    public void run() {
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
            failures.guard(task, () -> {});
        }
        for (int i = 0; i < ready; i++) {
            int event = i;
            failures.guard(() -> poller.tell(event), () -> {});
        }
        failures.guard(deadlines::runDue, () -> {}); // after an error, what is still due runs in the next turn
        endOfTurn.run();
    }

    /** Has {@code task} run on the loop's thread soon. */
    public void post(Runnable task) {
        posted.add(task);
        kernel.writeNumber(wakeUp, 1);
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
