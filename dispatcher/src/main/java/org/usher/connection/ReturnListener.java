package org.usher.connection;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.ConnectionId;
import org.usher.handoff.DecodedMessage;
import org.usher.handoff.HandoffDecoder;
import org.usher.handoff.HandoffHeader;
import org.usher.posix.Epoll;
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

    /** How long nothing is received while the strangers of earlier messages are not closed. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Poller poller;
    private final DeadlineQueue pauses;
    private final Kernel kernel;
    private final Events events;
    private final Reception reception;
    private final ReturnCheck check;
    private final StrangeFds strangers;
    private final int fd;
    private final FdMessage message = FdMessage.toReceive(HandoffHeader.MESSAGE_SIZE_MAX, 1);
    private long ticket;

    ReturnListener(Surroundings surroundings, Reception reception, ReturnCheck check, StrangeFds strangers, int fd) {
        this.kernel = surroundings.kernel();
        this.poller = surroundings.poller();
        this.pauses = surroundings.deadlines().queue(PAUSE);
        this.events = surroundings.events();
        this.reception = reception;
        this.check = check;
        this.strangers = strangers;
        this.fd = fd;
        listen();
    }

    private void listen() {
        ticket = poller.add(fd, Epoll.EPOLLIN, this);
        if (ticket < 0) {
            pauses.add(this::listen);
        }
    }

    /** Leaves what comes in the socket, where it is the senders': here it would use up our fds. */
    private void pause() {
        poller.remove(fd, ticket);
        pauses.add(this::listen);
    }

    @Override
    public void ready(int bits) {
        for (int i = 0; i < MESSAGES_PER_TURN; i++) {
            if (!strangers.hasRoom()) {
                pause();
                return;
            }
            int length = kernel.receiveMessage(fd, message);
            if (length == -Errno.EAGAIN) {
                return;
            }
            if (length < 0) {
                events.warned("receive on the return listener: " + Errno.describe(length));
                return;
            }
            takeBack();
        }
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

    private @Nullable String verify(int returned, ConnectionId id, History history) {
        String problem = check.problem(returned, id.toBytes(), history.unread().length > 0);
        if (problem != null) {
            return problem;
        }
        Arrival arrival = check.arrival();
        if (!TravellingOptions.reset(kernel, returned)) {
            return "a connection with a socket filter that nobody can remove";
        }
        reception.take(new Connection(returned, arrival, check.source(), history));
        return null;
    }
}
