package org.usher.connection;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.usher.posix.Kernel;

/**
 * The thread that closes fds of which nothing is known: close(2) of a file whose file system does not answer blocks for
 * ever, and may do so here, where nobody waits.
 */
final class StrangeFds {
    private static final int WAITING_MAX = 1024;

    private final Kernel kernel;
    private final BlockingQueue<Integer> fds = new ArrayBlockingQueue<>(WAITING_MAX);
    private boolean started;

    StrangeFds(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * Has {@code fd} closed some time. If the thread hangs and its queue is full, the fd stays open: a leak that
     * LimitNOFILE= bounds, where a blocked loop would stop everybody.
     */
    void close(int fd) {
        if (!started) {
            started = true;
            Thread closer = new Thread(this::closeForEver, "close-strange-fds");
            closer.setDaemon(true);
            closer.start();
        }
        boolean ignored = fds.offer(fd); // see above: full means that the thread hangs
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
