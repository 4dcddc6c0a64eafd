package org.usher.loop;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.Events;
import org.usher.connection.History;
import org.usher.connection.Surroundings;
import org.usher.handoff.ConnectionId;
import org.usher.handoff.DecodedMessage;
import org.usher.handoff.HandoffDecoder;
import org.usher.handoff.HandoffHeader;
import org.usher.poll.Ready;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.route.Arrival;

/**
 * The datagram socket on which apps hand connections back.
 *
 * <p>Whoever writes here is not trusted: {@link ReturnCheck} decides whether what came is a connection of ours, and
 * what is not is closed by another thread, because closing a file of a foreign file system can block for ever.
 */
final class ReturnListener implements Ready {
    private static final int MESSAGES_PER_TURN = 64;

    /** A message that is received when no fd is free loses its connection: before that it had better wait. */
    private static final int PERCENT_OF_FDS = 95;

    private final Kernel kernel;
    private final Events events;
    private final Reception reception;
    private final ReturnCheck check;
    private final StrangeFds strangers;
    private final int fd;
    private final Intake intake;
    private final FdMessage message = FdMessage.toReceive(HandoffHeader.MESSAGE_SIZE_MAX, 1);

    ReturnListener(Surroundings surroundings, Reception reception, ReturnCheck check, StrangeFds strangers, int fd) {
        this.kernel = surroundings.kernel();
        this.events = surroundings.events();
        this.reception = reception;
        this.check = check;
        this.strangers = strangers;
        this.fd = fd;
        this.intake = new Intake(surroundings, fd, PERCENT_OF_FDS, this);
    }

    /** Takes nothing back any more: what apps hand back waits in the socket, which is systemd's. */
    void stop() {
        intake.stop();
    }

    @Override
    public void ready(int bits) {
        for (int i = 0; i < MESSAGES_PER_TURN; i++) {
            if (!strangers.hasRoom()) {
                pause("what came earlier cannot be closed");
                return;
            }
            int length = kernel.receiveMessage(fd, message);
            if (length == -Errno.EAGAIN) {
                return;
            }
            if (length < 0) {
                pause(Errno.describe(length));
                return;
            }
            boolean full = message.fdCount() > 0 && intake.isFull(message.fd(0));
            takeBack();
            if (full) {
                pause(PERCENT_OF_FDS + " % of LimitNOFILE= are in use");
                return;
            }
        }
    }

    private void pause(String why) {
        events.warned("the return listener pauses: " + why);
        intake.pause();
    }

    private void takeBack() {
        String problem = tryToTakeBack();
        if (problem != null) {
            events.badReturn(problem, message.senderUid());
            for (int i = 0; i < message.fdCount(); i++) {
                strangers.close(message.fd(i));
            }
        }
    }

    /** Returns why the message is no connection that comes back; null if the reception has it. */
    private @Nullable String tryToTakeBack() {
        if (message.isTruncated() || message.fdCount() != 1) {
            return "a message carries exactly one fd and at most " + HandoffHeader.MESSAGE_SIZE_MAX + " octets";
        }
        ByteBuffer payload = message.payload().limit(message.length());
        DecodedMessage decoded = HandoffDecoder.decode(payload);
        if (decoded instanceof DecodedMessage.Malformed malformed) {
            return malformed.problem();
        }
        HandoffHeader header = ((DecodedMessage.Complete) decoded).header();
        ConnectionId id = header.id();
        if (id == null || header.prefix() == null) {
            return "a connection comes back with its UNIQUE_ID and PREFIX";
        }
        byte[] unread = new byte[payload.remaining()];
        payload.get(unread);
        return verify(message.fd(0), id, new History(unread, header.hops(), header.prefix()));
    }

    private @Nullable String verify(int returned, ConnectionId id, History told) {
        String problem = check.problem(returned, id.toBytes(), told.unread().length > 0);
        if (problem != null) {
            return problem;
        }
        Arrival arrival = check.arrival();
        if (!TravellingOptions.reset(kernel, returned)) {
            return "a connection with a socket filter that nobody can remove";
        }
        History history = new History(told.unread(), check.hops(told.hops()), told.prefix());
        reception.take(new Connection(returned, arrival, check.source(), history));
        return null;
    }
}
