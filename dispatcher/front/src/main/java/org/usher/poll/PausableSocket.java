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

    private final EpollLoop loop;
    private final DeadlineQueue pauses;
    private final Ready ready;
    private final int fd;
    private final int percentOfFds;
    private final int fdsMax;
    private final String name;
    private long ticket;
    private boolean stopped;

    /**
     * Tells {@code ready} whenever {@code fd} is readable.
     *
     * @param percentOfFds how much of our limit of fds may be in use before nothing more is taken in
     * @param name what a warning says has paused
     */
    public PausableSocket(EpollLoop loop, int fd, int percentOfFds, String name, Ready ready) {
        this.loop = loop;
        this.pauses = loop.deadlines().queue(PAUSE);
        this.ready = ready;
        this.fd = fd;
        this.percentOfFds = percentOfFds;
        this.fdsMax = (int) ((long) loop.kernel().fdLimit() * percentOfFds / 100);
        this.name = name;
        watch();
    }

    /**
     * Pauses if {@code taken}, the fd that the kernel gave us last, is one too many: a new fd has the lowest free number,
     * so all those below are in use. Returns whether it does.
     */
    public boolean pausesAfter(int taken) {
        if (taken < fdsMax) {
            return false;
        }
        pause(percentOfFds + " % of LimitNOFILE= are in use");
        return true;
    }

    /** Takes in nothing for a while, and after that nothing until fds are free; {@code why} is for the warning. */
    public void pause(String why) {
        loop.warn(name + " pauses: " + why);
        loop.poller().remove(fd, ticket);
        pauses.add(this::resume);
    }

    /** Takes in nothing any more. */
    public void stop() {
        stopped = true;
        if (pauses.isEmpty()) {
            loop.poller().remove(fd, ticket);
        }
    }

    private void resume() {
        if (stopped) {
            return;
        }
        Kernel kernel = loop.kernel();
        int probe = kernel.fcntl(fd, Fcntl.F_DUPFD_CLOEXEC, 0);
        kernel.close(probe);
        if (probe < 0 || probe >= fdsMax) {
            pauses.add(this::resume);
        } else {
            watch();
        }
    }

    private void watch() {
        ticket = loop.poller().add(fd, Epoll.EPOLLIN, ready);
        if (ticket < 0) {
            pauses.add(this::resume);
        }
    }
}
