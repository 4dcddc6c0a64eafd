package org.usher.relay;

import java.io.IOException;
import org.usher.handoff.Handoff;
import org.usher.handoff.HandoffReceiver;
import org.usher.poll.EpollLoop;
import org.usher.poll.Intake;
import org.usher.poll.PausableSocket;
import org.usher.posix.Errno;

/** The socket on which connections are handed to the relay. It pauses while descriptors are short. */
final class Reception implements Intake {
    /** A connection needs two descriptors, one of which is the app's: what waits here waits in systemd's socket. */
    private static final int PERCENT_OF_FDS = 90;

    private final Relay relay;
    private final HandoffReceiver receiver;
    private final PausableSocket socket;

    Reception(EpollLoop loop, Relay relay, HandoffReceiver receiver) {
        this.relay = relay;
        this.receiver = receiver;
        this.socket = new PausableSocket(loop, receiver.socket(), PERCENT_OF_FDS, "receiving connections", this);
    }

    @Override
    public int takeIn() {
        try {
            Handoff handoff = receiver.receive();
            if (handoff == null) {
                return -Errno.EAGAIN;
            }
            relay.begin(receiver, handoff);
            return handoff.fd();
        } catch (IOException failure) {
            relay.complain(String.valueOf(failure.getMessage()));
            return -Errno.ENOBUFS;
        }
    }

    /** Takes no more: what waits is for the next process. */
    void stop() {
        socket.stop();
    }
}
