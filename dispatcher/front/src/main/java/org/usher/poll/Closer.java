package org.usher.poll;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;

/**
 * The thread that closes what an app may have held, or what nothing is known of, and others in its place.
 *
 * <p>close(2) of a connection waits if an app has set SO_LINGER and ours is the last copy; of a file whose file system
 * does not answer it waits for ever. A thread that waits is replaced in the next {@link #flush}, until
 * {@value #THREADS_MAX} of them wait; then fds pile up, and {@link #hasRoom} says so.
 *
 * <p>Its user closes through it all that it has sent to an app, even at once after sendmsg(2): an app on another
 * processor, or woken on ours, can set the option and close its copy before we close ours. To look for fds now and then
 * instead of being woken costs less, and delays the end of every answer that has no length.
 */
public final class Closer implements IntConsumer {
    private static final int THREADS_MAX = 8;
    private static final int OPEN_MAX = 1024;

    /** A close that takes longer waits for somebody. */
    private static final long WAITS_NANOS = Duration.ofMillis(20).toNanos();

    /** Octets that are kept for all connections together. */
    private static final int KEPT_OCTETS_MAX = 4 << 20;

    /** Fds that can come with one message, into the room for one and for the sender's credentials. */
    private static final int FDS_PER_MESSAGE_MAX = 16;

    private final Kernel kernel;
    private final Consumer<Thread> start;
    private final Queue<Integer> fds = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger threads = new AtomicInteger();
    private volatile @Nullable Closing active;
    private final Map<Integer, Integer> keptOf = new HashMap<>();
    private int kept;

    /** @param start how a thread begins: {@code Thread::start} */
    public Closer(Kernel kernel, Consumer<Thread> start) {
        this.kernel = kernel;
        this.start = start;
    }

    /**
     * Counts {@code octets} that an app has read ahead of the connection {@code fd}, and that are kept in memory until it is
     * given away here; returns false if there is no room for them.
     */
    public boolean tryKeep(int fd, int octets) {
        if (kept + octets > KEPT_OCTETS_MAX) {
            return false;
        }
        if (octets > 0) {
            keptOf.put(fd, octets);
            kept += octets;
        }
        return true;
    }

    /** Returns whether the fds of one more message can be taken. */
    public boolean hasRoom() {
        return open.get() <= OPEN_MAX - FDS_PER_MESSAGE_MAX;
    }

    /** Becomes the owner of {@code fd}, which is closed soon, at the latest after the next {@link #flush}. */
    @Override
    public void accept(int fd) {
        Integer octets = keptOf.remove(fd);
        kept -= octets == null ? 0 : octets;
        open.incrementAndGet();
        fds.add(fd);
    }

    /**
     * Sees to it that what was given away is being closed: once in each turn of its user's loop, for it wakes the thread.
     * Returns whether some of it still waits; then another turn is needed soon, in case that the thread hangs.
     */
    public boolean flush() {
        boolean waiting = !fds.isEmpty();
        Closing now = active;
        if (waiting && (now == null || now.waits()) && threads.get() < THREADS_MAX) {
            threads.incrementAndGet();
            try {
                active = new Closing();
                start.accept(active);
            } catch (OutOfMemoryError noThread) { // what was given away waits for one
                active = null;
                threads.decrementAndGet();
            }
        } else if (waiting) {
            LockSupport.unpark(now);
        }
        return waiting;
    }

    private final class Closing extends Thread {
        private static final long NEVER = 0;

        private final NativeMemory noLinger = NativeMemory.allocate(2 * Integer.BYTES); // struct linger: off
        private volatile long sinceNanos = NEVER;

        Closing() {
            super("close");
            setDaemon(true);
        }

        boolean waits() {
            long since = sinceNanos;
            return since != NEVER && System.nanoTime() - since > WAITS_NANOS;
        }

        @Override
        public void run() {
            while (active == this) {
                Integer fd = fds.poll();
                if (fd == null) {
                    LockSupport.park(this);
                    continue;
                }
                sinceNanos = System.nanoTime() | 1;
                close(fd);
                sinceNanos = NEVER;
                open.decrementAndGet();
            }
            threads.decrementAndGet(); // it was replaced while it waited
        }

        /**
         * While another close waits, SO_LINGER is undone first, or a few such connections would stop all closes. Otherwise
         * it is left alone: an app that still has the connection may mean it.
         */
        private void close(int fd) {
            if (threads.get() > 1) {
                kernel.setOption(fd, SocketOption.SO_LINGER, noLinger);
            }
            kernel.close(fd);
        }
    }
}
