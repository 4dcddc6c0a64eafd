package org.usher.flow;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.usher.framing.Body;
import org.usher.framing.HeadToSend;
import org.usher.posix.NativeMemory;

/**
 * One message on its way from one side to the other: its head, rewritten, then its body as it is. Only what the other side
 * has taken is read, so nothing is held here, and a slow reader stops the writer.
 */
public final class Flow {
    /** Rounds of {@link Scratch#SIZE} octets after which others have their turn. */
    private static final int ROUNDS_MAX = 4;

    private final Side from;
    private final Side to;
    private final Scratch scratch;
    private final Body body;
    private final boolean keepsHead;
    private @Nullable HeadToSend head;
    private int headSent;
    private boolean moved;
    private boolean sawMore;
    private boolean isLast;

    /** Why nothing can be moved at present, or any more. */
    public enum State {
        /** All of it is sent. */
        DONE,
        /** Nothing has come. */
        STARVED,
        /** The other side takes no more at present. */
        BLOCKED,
        /** Others have their turn. */
        MORE,
        /** It ended too early. */
        CUT_SHORT,
        SOURCE_FAILED,
        SINK_FAILED,
        /** The body is malformed. */
        MALFORMED
    }

    /**
     * @param keepsHead whether the head of a message without a body stays unread, so that it can be sent once more
     */
    public Flow(Side from, Side to, Scratch scratch, @Nullable HeadToSend head, Body body, boolean keepsHead) {
        this.from = from;
        this.to = to;
        this.scratch = scratch;
        this.head = head;
        this.body = body;
        this.keepsHead = keepsHead;
    }

    /** Returns a flow of everything that comes, until its source ends. */
    public static Flow unbounded(Side from, Side to, Scratch scratch) {
        return new Flow(from, to, scratch, null, Body.untilClose(), false);
    }

    /** Has the other side told with the last octet that nothing follows. */
    public void endWithIt() {
        isLast = true;
    }

    /** Returns whether an octet was sent since it was asked last. */
    public boolean hasMoved() {
        boolean before = moved;
        moved = false;
        return before;
    }

    /** Returns whether something stood behind the message when it was looked at last. */
    public boolean sawMore() {
        return sawMore;
    }

    /** Moves what there is; {@code shown} octets of the source are in the scratch already. */
    public State move(int shown) {
        int count = shown;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            if (isDone()) {
                return State.DONE;
            }
            count = count == 0 && from.mayShow() ? from.peek(scratch.in) : count;
            if (count == 0) {
                return starved();
            }
            int start = head == null ? 0 : head.length();
            if (count < start) {
                return State.SOURCE_FAILED; // somebody else has read from it
            }
            int part = body.measure(scratch.in.bytes(), start, count);
            if (body.isMalformed()) {
                return State.MALFORMED;
            }
            sawMore = count > start + part;
            boolean sentAll = head == null ? sendBody(part) : sendHead(head, part);
            if (to.takesNoMore() || from.hasFailed()) {
                return to.takesNoMore() ? State.SINK_FAILED : State.SOURCE_FAILED;
            }
            if (!sentAll) {
                return State.BLOCKED;
            }
            if (!from.hasMore() && !isDone()) {
                return State.STARVED;
            }
            count = 0;
        }
        return isDone() ? State.DONE : State.MORE;
    }

    private boolean isDone() {
        return head == null && body.isComplete();
    }

    private State starved() {
        if (from.hasFailed()) {
            return State.SOURCE_FAILED;
        }
        if (!from.isAtEnd()) {
            return State.STARVED;
        }
        return head == null && body.endsWithStream() ? State.DONE : State.CUT_SHORT;
    }

    private boolean sendBody(int part) {
        int sent = send(scratch.in, 0, part, body.endsWith(part));
        pass(0, sent);
        return sent == part;
    }

    /** Sends the head and, behind it, as much of the body as has come. */
    private boolean sendHead(HeadToSend now, int part) {
        scratch.copyHead(now.length());
        ByteBuffer out = scratch.out.bytes().clear();
        now.write(scratch.head, out);
        int end = out.position();
        out.put(end, scratch.in.bytes(), now.length(), part);
        int length = end + part - headSent;
        int sent = send(scratch.out, headSent, length, body.endsWith(part));
        moved |= sent > 0;
        headSent += sent;
        if (headSent < end) {
            return false;
        }
        head = null;
        int bodySent = headSent - end;
        if (!keepsHead) {
            body.pass(scratch.in.bytes(), now.length(), now.length() + bodySent);
            from.skip(now.length() + bodySent, scratch.out);
        }
        return sent == length;
    }

    private int send(NativeMemory octets, int offset, int length, boolean isRest) {
        return isLast && isRest ? to.sendLast(octets, offset, length) : to.send(octets, offset, length);
    }

    private void pass(int start, int count) {
        moved |= count > 0;
        body.pass(scratch.in.bytes(), start, start + count);
        from.skip(count, scratch.out);
    }
}
