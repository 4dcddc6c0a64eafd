package org.usher.reception;

import java.io.IOException;
import java.util.function.BiConsumer;
import org.usher.handoff.Handoff;
import org.usher.handoff.HandoffReceiver;
import org.usher.poll.EpollLoop;
import org.usher.poll.Intake;
import org.usher.poll.PausableSocket;
import org.usher.posix.Errno;

/** A socket on which connections are handed over. It pauses while descriptors are short. */
final class HandoffSocket implements Intake {
    /** A connection needs more than one descriptor: what waits here waits in systemd's socket. */
    private static final int PERCENT_OF_FDS = 90;

    private final HandoffReceiver receiver;
    private final BiConsumer<HandoffReceiver, Handoff> owner;
    private final Complaints complaints;
    private final PausableSocket socket;

    HandoffSocket(
            EpollLoop loop,
            HandoffReceiver receiver,
            BiConsumer<HandoffReceiver, Handoff> owner,
            Complaints complaints) {
        this.receiver = receiver;
        this.owner = owner;
        this.complaints = complaints;
        this.socket = new PausableSocket(loop, receiver.socket(), PERCENT_OF_FDS, "receiving connections", this);
    }

    @Override
    public int takeIn() {
        try {
            Handoff handoff = receiver.receive();
            if (handoff == null) {
                return -Errno.EAGAIN;
            }
            owner.accept(receiver, handoff);
            return handoff.fd();
        } catch (IOException failure) {
            complaints.say(String.valueOf(failure.getMessage()));
            return -Errno.ENOBUFS;
        }
    }

    /** Takes no more: what waits is for the next process. */
    void stop() {
        socket.stop();
    }
}
