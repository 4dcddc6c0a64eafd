package org.usher.poll;

import java.time.Duration;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;

/**
 * A socket of ours on which connections come in. It can pause while there is no room for more: what waits in the socket
 * keeps it readable, and the loop would spin.
 */
public final class PausableSocket implements Ready {
    /** What is taken in within one turn, so that a flood of new ones does not hold up those that are here. */
    private static final int TAKEN_PER_TURN = 64;

    /** How long nothing is taken in after the process or the machine has run out of fds or memory. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final EpollLoop loop;
    private final DeadlineQueue pauses;
    private final Intake intake;
    private final int fd;
    private final int percentOfFds;
    private final int fdsMax;
    private final String name;
    private long ticket;
    private boolean stopped;

    /**
     * Has {@code intake} take in what comes on {@code fd}.
     *
     * @param percentOfFds how much of our limit of fds may be in use before nothing more is taken in
     * @param name what a warning says has paused
     */
    public PausableSocket(EpollLoop loop, int fd, int percentOfFds, String name, Intake intake) {
        this.loop = loop;
        this.pauses = loop.deadlines().queue(PAUSE);
        this.intake = intake;
        this.fd = fd;
        this.percentOfFds = percentOfFds;
        this.fdsMax = (int) ((long) loop.kernel().fdLimit() * percentOfFds / 100);
        this.name = name;
        watch();
    }

    @Override
    public void ready(int bits) {
        for (int i = 0; i < TAKEN_PER_TURN; i++) {
            int taken = intake.takeIn();
            if (taken == -Errno.EAGAIN) {
                return;
            }
            if (Errno.isShortage(taken)) {
                pause(Errno.describe(taken));
                return;
            }
            if (taken >= fdsMax) { // a new fd has the lowest free number, so all those below are in use
                pause(percentOfFds + " % of LimitNOFILE= are in use");
                return;
            }
        }
    }

    @Override
    public void abandon() {
        intake.abandon();
    }

    /** Takes in nothing for a while, and after that nothing until fds are free; {@code why} is for the warning. */
    private void pause(String why) {
        loop.failures().warn(name + " pauses: " + why);
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
        ticket = loop.poller().add(fd, Epoll.EPOLLIN, this);
        if (ticket < 0) {
            pauses.add(this::resume);
        }
    }
}
