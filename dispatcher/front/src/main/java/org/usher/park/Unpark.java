package org.usher.park;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Events;
import org.usher.connection.History;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;

/**
 * The return of connections from the {@link ParkSocket}: each goes on where it was, by the table that is in force now.
 */
public final class Unpark {
    private final Kernel kernel;
    private final Events events;
    private final BiPredicate<Integer, History> taker;
    private final IntConsumer close;
    private final FdMessage message = FdMessage.toReceive(ParkedMessage.SIZE_MAX, FdMessage.FDS_MAX);
    private int takenUp;
    private int closed;
    private String why = "";

    /**
     * Passes each fd with its history to {@code taker}, its owner from then on: false if it could only close it; and those of
     * which nothing is known to {@code close}, which must not wait for apps that may have held them.
     */
    public Unpark(Kernel kernel, Events events, BiPredicate<Integer, History> taker, IntConsumer close) {
        this.close = close;
        this.kernel = kernel;
        this.events = events;
        this.taker = taker;
    }

    /** Takes up all that is in {@code fd}, a non-blocking datagram socket. */
    public void from(int fd) {
        int length = kernel.receiveMessage(fd, message);
        while (length >= 0) {
            takeUp(ParkedMessage.read(message.payload().limit(length)));
            length = kernel.receiveMessage(fd, message);
        }
        if (length != -Errno.EAGAIN) {
            events.warned("receive what was parked: " + Errno.describe(length));
        }
        if (takenUp + closed > 0) {
            events.takenUp(takenUp, closed, why);
        }
    }

    private void takeUp(@Nullable List<History> entries) {
        boolean isWhole = entries != null && entries.size() == message.fdCount() && !message.isTruncated();
        for (int i = 0; i < message.fdCount(); i++) {
            if (entries == null || !isWhole) {
                close.accept(message.fd(i));
                closed++;
                why = "a message is of another version, or damaged";
            } else if (taker.test(message.fd(i), entries.get(i))) {
                takenUp++;
            } else {
                closed++;
                why = "the client or the listener is gone";
            }
        }
    }
}
