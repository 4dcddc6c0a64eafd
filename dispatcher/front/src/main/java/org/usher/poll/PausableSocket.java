package org.usher.poll;

import java.time.Duration;
import org.usher.posix.Epoll;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;

/**
 * A socket of ours on which connections come in. It can pause while there is no room for more: what waits in the socket
 * keeps it readable, and the loop would spin.
 */
public final class PausableSocket {
    /** How long nothing is taken in after the process or the machine has run out of fds or memory. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Kernel kernel;
    private final Poller poller;
    private final DeadlineQueue pauses;
    private final Ready ready;
    private final int fd;
    private final int fdsMax;
    private long ticket;
    private boolean stopped;

    /**
     * Tells {@code ready} whenever {@code fd} is readable.
     *
     * @param percentOfFds how much of our limit of fds may be in use before nothing more is taken in
     */
    public PausableSocket(Kernel kernel, EpollLoop loop, int fd, int percentOfFds, Ready ready) {
        this.kernel = kernel;
        this.poller = loop.poller();
        this.pauses = loop.deadlines().queue(PAUSE);
        this.ready = ready;
        this.fd = fd;
        this.fdsMax = (int) ((long) kernel.fdLimit() * percentOfFds / 100);
        watch();
    }

    /**
     * Returns whether {@code taken}, the fd that the kernel gave us last, is one too many: a new fd has the lowest free
     * number, so all those below are in use.
     */
    public boolean isFull(int taken) {
        return taken >= fdsMax;
    }

    /** Takes in nothing for a while, and after that nothing until fds are free. */
    public void pause() {
        poller.remove(fd, ticket);
        pauses.add(this::resume);
    }

    /** Takes in nothing any more. */
    public void stop() {
        stopped = true;
        if (pauses.isEmpty()) {
            poller.remove(fd, ticket);
        }
    }

    private void resume() {
        if (stopped) {
            return;
        }
        int probe = kernel.fcntl(fd, Fcntl.F_DUPFD_CLOEXEC, 0);
        kernel.close(probe);
        if (probe < 0 || isFull(probe)) {
            pauses.add(this::resume);
        } else {
            watch();
        }
    }

    private void watch() {
        ticket = poller.add(fd, Epoll.EPOLLIN, ready);
        if (ticket < 0) {
            pauses.add(this::resume);
        }
    }
}
