package org.usher.connection;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;

/**
 * The threads that close what an app may have held, or what nothing is known of.
 *
 * <p>close(2) of a connection waits if an app has set SO_LINGER and ours is the last copy; of a file whose file system
 * does not answer it waits for ever. Here a close that waits delays no other one, until {@value #THREADS_MAX} of them
 * wait; then fds pile up, and {@link #hasRoom} says so.
 *
 * <p>One thread gives fds away, and {@linkplain #flush wakes} the closing threads once a turn of its loop.
 */
public final class Closer implements IntConsumer {
    private static final int THREADS_MAX = 4;
    private static final int OPEN_MAX = 1024;

    /** Fds that can come with one message, into the room for one and for the sender's credentials. */
    private static final int FDS_PER_MESSAGE_MAX = 16;

    private final Kernel kernel;
    private final BlockingQueue<Integer> fds = new LinkedBlockingQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger idle = new AtomicInteger();
    private int[] batch = new int[64];
    private int count;
    private int threads;

    public Closer(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Returns whether the fds of one more message can be taken. */
    public boolean hasRoom() {
        return open.get() <= OPEN_MAX - FDS_PER_MESSAGE_MAX;
    }

    /** Becomes the owner of {@code fd}, which is closed after the next {@link #flush}. */
    @Override
    public void accept(int fd) {
        if (count == batch.length) {
            flush();
        }
        batch[count++] = fd;
        open.incrementAndGet();
    }

    /** Has all that was given away closed. */
    public void flush() {
        if (count == 0) {
            return;
        }
        if (idle.get() == 0 && threads < THREADS_MAX) {
            threads++;
            Thread closer = new Thread(this::closeForEver, "close");
            closer.setDaemon(true);
            closer.start();
        }
        for (int i = 0; i < count; i++) {
            fds.add(batch[i]);
        }
        count = 0;
    }

    private void closeForEver() {
        NativeMemory linger = NativeMemory.allocate(2 * Integer.BYTES); // struct linger, socket(7)
        try {
            while (true) {
                idle.incrementAndGet();
                int fd = fds.take();
                idle.decrementAndGet();
                close(fd, linger);
                open.decrementAndGet();
            }
        } catch (InterruptedException nobodyInterruptsThisThread) {
            throw new AssertionError(nobodyInterruptsThisThread);
        }
    }

    /** An app that still has a copy can set the option again: this makes a wait rare, the thread makes it harmless. */
    private void close(int fd, NativeMemory linger) {
        if (kernel.option(fd, SocketOption.SO_LINGER, linger) > 0
                && linger.bytes().getInt(0) != 0) {
            linger.bytes().putInt(0, 0);
            kernel.setOption(fd, SocketOption.SO_LINGER, linger);
        }
        kernel.close(fd);
    }
}
