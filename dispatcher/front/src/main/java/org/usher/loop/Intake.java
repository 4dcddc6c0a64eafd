package org.usher.loop;

import java.time.Duration;
import org.usher.connection.Surroundings;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.Poller;
import org.usher.poll.Ready;
import org.usher.posix.Epoll;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;

/**
 * The watch over a socket of ours on which connections come in. It pauses while there is no room for more: whatever
 * waits in the socket keeps it readable, and the loop would spin.
 */
final class Intake {
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
     * Tells {@code ready} whenever {@code fd} is readable, from now on.
     *
     * @param percentOfFds how much of our limit of fds may be in use before nothing more is taken in
     */
    Intake(Surroundings surroundings, int fd, int percentOfFds, Ready ready) {
        this.kernel = surroundings.kernel();
        this.poller = surroundings.poller();
        this.pauses = surroundings.deadlines().queue(PAUSE);
        this.ready = ready;
        this.fd = fd;
        this.fdsMax = (int) ((long) kernel.fdLimit() * percentOfFds / 100);
        watch();
    }

    /**
     * Returns whether {@code taken}, the fd that the kernel gave us last, is one too many: a new fd has the lowest free
     * number, so all those below are in use.
     */
    boolean isFull(int taken) {
        return taken >= fdsMax;
    }

    /** Takes in nothing for a while, and then until there are fds again. */
    void pause() {
        poller.remove(fd, ticket);
        pauses.add(this::goOn);
    }

    /** Takes in nothing any more. */
    void stop() {
        stopped = true;
        if (pauses.isEmpty()) {
            poller.remove(fd, ticket);
        }
    }

    private void goOn() {
        if (stopped) {
            return;
        }
        int probe = kernel.fcntl(fd, Fcntl.F_DUPFD_CLOEXEC, 0);
        kernel.close(probe);
        if (probe < 0 || isFull(probe)) {
            pauses.add(this::goOn);
        } else {
            watch();
        }
    }

    private void watch() {
        ticket = poller.add(fd, Epoll.EPOLLIN, ready);
        if (ticket < 0) {
            pauses.add(this::goOn);
        }
    }
}
