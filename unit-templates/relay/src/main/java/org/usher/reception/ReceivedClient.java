package org.usher.reception;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.usher.flow.Scratch;
import org.usher.flow.Side;
import org.usher.handoff.HandBack;
import org.usher.handoff.Handoff;
import org.usher.handoff.HandoffHeader;
import org.usher.handoff.HandoffReceiver;
import org.usher.handoff.Scope;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.Due;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;

/**
 * A client's connection that has been handed over: its side, its deadline, and its end, by a hand back, in order or by a
 * reset. It counts among the connections of its {@link Reception} until it is closed.
 */
public final class ReceivedClient {
    /** How long a client is listened to after the last answer, so that no reset overtakes it. */
    public static final Duration LINGER = Duration.ofSeconds(1);

    /** Octets of a client that are dropped after the last answer. */
    private static final int LINGER_OCTETS = 256 * 1024;
    /** How often a hand back is tried, some milliseconds apart: the dispatcher's queue may be full. */
    private static final int HAND_BACKS_MAX = 200;

    private static final NativeMemory NO_LINGER = NativeMemory.allocate(2 * Integer.BYTES); // struct linger: off
    private static final NativeMemory RESETTING = NativeMemory.allocate(2 * Integer.BYTES); // on, 0 s: close(2) resets

    static {
        RESETTING.bytes().putInt(0, 1);
    }

    private final Reception reception;
    private final HandoffReceiver receiver;
    private final Handoff handoff;
    private final Scratch scratch;
    private final Received owner;
    private final Side side;
    private DeadlineQueue.@Nullable Deadline deadline;
    private int handBacks;
    private int dropped;

    /** Becomes the owner of a connection that {@code receiver} has brought, of which {@code owner} hears. */
    public ReceivedClient(
            Reception reception, HandoffReceiver receiver, Handoff handoff, Scratch scratch, Received owner) {
        this.reception = reception;
        this.receiver = receiver;
        this.handoff = handoff;
        this.scratch = scratch;
        this.owner = owner;
        this.side = new Side(reception.loop(), handoff.fd(), handoff.unread(), owner);
        reception.add(owner);
    }

    public Side side() {
        return side;
    }

    public HandoffHeader header() {
        return handoff.header();
    }

    /** Returns which further requests are for this program: the handoff's SCOPE, or CLOSE if it has none. */
    public Scope scope() {
        Scope told = header().scope();
        return told == null ? Scope.CLOSE : told;
    }

    /** Returns whether a deadline is set. */
    public boolean isTimed() {
        return deadline != null;
    }

    /** Sets a deadline, in place of the present one: the owner is called after {@code timeout}. */
    public void waitFor(Duration timeout) {
        stopClock();
        deadline = reception.deadlines(timeout).add(owner);
    }

    /** Cancels the deadline, if there is one. */
    public void stopClock() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    /**
     * Hands it back and closes it. Returns false while the dispatcher's queue is full: {@code again} is called soon, and is to
     * try again.
     */
    public boolean handBack(boolean isAnswered, Due again) {
        side.release();
        HandBack result = receiver.handBack(handoff, isAnswered);
        handBacks++;
        if (result == HandBack.FULL && handBacks <= HAND_BACKS_MAX) {
            reception.loop().soon(again);
            return false;
        }
        if (result == HandBack.SENT) {
            close();
        } else {
            endAndClose();
        }
        return true;
    }

    /** Sends a last answer, as far as there is room: it is short. */
    public void send(byte[] answer) {
        scratch.out.bytes().put(0, answer);
        side.send(scratch.out, 0, answer.length);
    }

    /** Tells it that no more comes, and sets a deadline for what it still sends, which {@link #drain} drops. */
    public void end() {
        side.end();
        waitFor(LINGER);
    }

    /** Drops what has come; returns whether the client has ended as well, or has sent too much. */
    public boolean drain() {
        int count;
        do {
            count = side.peek(scratch.in);
            side.skip(count, scratch.out);
            dropped += count;
        } while (count > 0 && side.hasMore() && dropped <= LINGER_OCTETS);
        return side.isAtEnd() || side.hasFailed() || dropped > LINGER_OCTETS;
    }

    /** Ends and closes it. An app that has a copy may have set SO_LINGER, with which close(2) would wait. */
    public void endAndClose() {
        linger(NO_LINGER);
        side.end(); // the dispatcher may still have a copy
        close();
    }

    /** Closes it with a reset, so that the client does not take what it has received for the whole answer. */
    public void reset() {
        linger(RESETTING);
        close();
    }

    private void linger(NativeMemory how) {
        reception.loop().kernel().setOption(handoff.fd(), SocketOption.SO_LINGER, how);
    }

    private void close() {
        stopClock();
        side.close();
        reception.forget(owner);
    }
}
