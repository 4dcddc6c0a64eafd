package org.usher.handback;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Connection;
import org.usher.connection.Events;
import org.usher.connection.History;
import org.usher.handback.Returned.NotOurs;
import org.usher.handback.Returned.Ours;
import org.usher.handoff.DecodedMessage;
import org.usher.handoff.HandoffDecoder;
import org.usher.handoff.HandoffHeader;
import org.usher.poll.Closer;
import org.usher.poll.Intake;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.route.UrlPrefix;

/**
 * The datagram socket on which apps hand connections back.
 *
 * <p>Its senders are not trusted: {@link ReturnCheck} decides whether what came is a connection of ours. What is not goes
 * to the {@link Closer}; while that has no room, nothing is received.
 */
public final class ReturnListener implements Intake {
    private final Kernel kernel;
    private final Events events;
    private final ReturnCheck check;
    private final Closer closer;
    private final Consumer<Connection> dispatch;
    private final int fd;
    private final FdMessage message = FdMessage.toReceive(HandoffHeader.MESSAGE_SIZE_MAX, 1);

    /**
     * Takes connections back from {@code fd}, which stays its opener's.
     *
     * @param closer counts what apps have read ahead, and closes what is refused
     * @param dispatch takes what comes back
     */
    public ReturnListener(
            Kernel kernel, Events events, ReturnCheck check, Closer closer, Consumer<Connection> dispatch, int fd) {
        this.kernel = kernel;
        this.events = events;
        this.check = check;
        this.closer = closer;
        this.dispatch = dispatch;
        this.fd = fd;
    }

    @Override
    public int takeIn() {
        if (!closer.hasRoom()) {
            return -Errno.ENOBUFS; // what came earlier cannot be closed
        }
        int length = kernel.receiveMessage(fd, message);
        if (length < 0) {
            return length;
        }
        int first = message.fdCount() > 0 ? message.fd(0) : 0;
        String problem = tryToTakeBack();
        if (problem != null) {
            events.badReturn(problem, message.senderUid());
            abandon();
        }
        return first;
    }

    @Override
    public void abandon() {
        for (int i = 0; i < message.fdCount(); i++) {
            closer.accept(message.fd(i));
        }
    }

    /** Returns why the message is no connection that comes back; null if it was dispatched. */
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
        String prefix = header.prefix();
        if (header.id() == null || prefix == null || prefix.getBytes(UTF_8).length > UrlPrefix.OCTETS_MAX) {
            return "a connection comes back with its UNIQUE_ID and PREFIX";
        }
        byte[] unread = new byte[payload.remaining()];
        payload.get(unread);
        return verify(message.fd(0), new History(header, unread, false));
    }

    private @Nullable String verify(int returned, History told) {
        Returned result = check.check(returned, told);
        if (result instanceof NotOurs other) {
            return other.why();
        }
        if (!closer.tryKeep(returned, told.unread().length)) {
            return "too many unread octets are kept for apps that do not take them";
        }
        dispatch.accept(((Ours) result).connection());
        return null;
    }
}
