package org.usher.loop;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.usher.posix.Kernel;

/**
 * The thread that closes fds of which nothing is known: close(2) of a file whose file system does not answer blocks for
 * ever, and may do so here, where nobody waits.
 */
final class StrangeFds {
    private static final int WAITING_MAX = 1024;

    /** Fds that can come with one message, into the room for one and for the sender's credentials. */
    private static final int FDS_PER_MESSAGE_MAX = 16;

    private final Kernel kernel;
    private final BlockingQueue<Integer> fds = new ArrayBlockingQueue<>(WAITING_MAX);
    private boolean started;

    StrangeFds(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Returns whether the fds of one more message can be taken: where the thread hangs there is an end to it. */
    boolean hasRoom() {
        return fds.remainingCapacity() >= FDS_PER_MESSAGE_MAX;
    }

    /** Has {@code fd} closed some time; there {@linkplain #hasRoom must be room}. */
    void close(int fd) {
        if (!started) {
            started = true;
            Thread closer = new Thread(this::closeForEver, "close-strange-fds");
            closer.setDaemon(true);
            closer.start();
        }
        fds.add(fd);
    }

    private void closeForEver() {
        try {
            while (true) {
                kernel.close(fds.take());
            }
        } catch (InterruptedException nobodyInterruptsThisThread) {
            throw new AssertionError(nobodyInterruptsThisThread);
        }
    }
}
