package org.usher.handoff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.Readiness;
import org.usher.posix.SocketOption;

/**
 * The requests of one connection, each looked at and decided while it stands unread in the socket: what is another app's
 * goes back to the dispatcher whole, whatever its host (PROTOCOL.md, rules 9 to 15).
 *
 * <p>It works as long as the app reads each request to its end, and not an octet more: the head by {@link #readHead}, then
 * the body. Not safe for use by several threads at a time.
 */
public final class LookAhead {
    /** The most octets of a head: rule 15 allows no more. The dispatcher decides on longer ones. */
    private static final int HEAD_SIZE_MAX = 32 * 1024;

    private static final int TCP_CLOSE_WAIT = 8; // linux/tcp_states.h

    private static final ThreadLocal<NativeMemory> PEEKED =
            ThreadLocal.withInitial(() -> NativeMemory.allocate(HEAD_SIZE_MAX));

    private final Kernel kernel;
    private final int fd;
    private final HandedConnection connection;
    private final FurtherRequests rule;
    private @Nullable PeekedHead head;
    /** How many octets there were when it was looked at last, those of {@link #head} included. */
    private int seen;

    private boolean waitsForMore;
    /** Whether {@link #head} is that of the first request, and nobody has asked for it: it need not be looked at again. */
    private boolean firstIsKnown;

    /** Looks at the first request, with whose host the others are compared. */
    LookAhead(Kernel kernel, int fd, HandedConnection connection) {
        this.kernel = kernel;
        this.fd = fd;
        this.connection = connection;
        peek();
        this.rule = connection.furtherRequests(head == null ? null : head.host());
        this.firstIsKnown = head != null;
    }

    /**
     * Decides on the next request, for which it waits; CLOSE if it has not come whole within {@code patience}. Once the
     * last request is read and its answer is written.
     */
    public Verdict await(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Verdict verdict = look();
        while (verdict == Verdict.INCOMPLETE) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            verdict = Readiness.await(kernel, fd, Readiness.OCTETS, left) ? look() : Verdict.CLOSE;
        }
        return verdict;
    }

    /**
     * Decides on the next request by what there is of it now. After INCOMPLETE a Selector reports the channel readable
     * when more has come, or the client has ended.
     */
    public Verdict look() {
        boolean isOpen = peek();
        if (head != null) {
            return rule.decide(head.target(), head.host(), System.nanoTime());
        }
        return isOpen ? Verdict.INCOMPLETE : Verdict.CLOSE;
    }

    /** Decides on a request that is the receiver's whatever it is: the first, and all that come by a port of its own. */
    Verdict lookAtOwn() {
        boolean isOpen = firstIsKnown || peek();
        firstIsKnown = false;
        return head != null ? Verdict.MINE : isOpen ? Verdict.INCOMPLETE : Verdict.CLOSE;
    }

    /** Returns whether the first request is here and nobody has asked for it yet. */
    boolean firstIsKnown() {
        return firstIsKnown;
    }

    /** Returns how many octets there were when it was looked at last, those of the head included. */
    int seen() {
        return seen;
    }

    /** Returns the head that was looked at last, after a verdict that takes one. */
    PeekedHead head() {
        return Objects.requireNonNull(head);
    }

    /** Reads the head that was looked at last, and not an octet more; empty if there was none. */
    public byte[] readHead() throws IOException {
        return connection.input().readNBytes(head == null ? 0 : head.length());
    }

    /** Looks for a head; returns whether one can still come if there is none. */
    private boolean peek() {
        synchronized (connection) { // nobody closes it meanwhile: the fd might become another connection's
            head = null;
            return connection.channel().isOpen() && peekOpen();
        }
    }

    private boolean peekOpen() {
        boolean ended = waitsForMore && hasEnded(); // asked first: then a peek shows all that ever comes
        ByteBuffer unread = connection.unread();
        NativeMemory peeked = PEEKED.get();
        int count = kernel.peek(fd, peeked, 0, peeked.size());
        byte[] octets = new byte[unread.remaining() + Math.max(count, 0)];
        unread.get(unread.position(), octets, 0, unread.remaining());
        peeked.bytes().get(0, octets, unread.remaining(), Math.max(count, 0));
        seen = octets.length;
        head = PeekedHead.of(octets);
        if (head == null && octets.length >= HEAD_SIZE_MAX) {
            head = PeekedHead.unknown(octets.length);
        }
        waitForMore(head == null ? Math.max(count, 0) : 0);
        return count == -Errno.EAGAIN || (count > 0 && !ended);
    }

    /** Lets the socket count as readable when it has more than {@code present} octets: those do not go away. */
    private void waitForMore(int present) {
        if (present > 0 || waitsForMore) {
            kernel.setOption(fd, SocketOption.SO_RCVLOWAT, present + 1);
            waitsForMore = present > 0;
        }
    }

    /** Returns whether the client sends no more: while octets are left, a peek does not tell. */
    private boolean hasEnded() {
        NativeMemory info = PEEKED.get(); // struct tcp_info (linux/tcp.h), whose first octet is the state
        return kernel.option(fd, SocketOption.TCP_INFO, info) > 0
                && info.bytes().get(0) == TCP_CLOSE_WAIT;
    }
}
