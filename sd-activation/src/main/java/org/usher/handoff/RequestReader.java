package org.usher.handoff;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The requests of one connection as a server reads them: each to its last octet and no further, and none before it is
 * decided, so that a hand back has nothing unread. The one object that decides further requests for all adapters.
 *
 * <pre>{@code
 * switch (requests.look()) {
 *     case MINE -> requests.read(buffer);
 *     case INCOMPLETE -> … // wait until the channel is readable
 *     case HAND_BACK -> … // once the last response is written: handBack(true)
 *     case CLOSE -> … // the same as the end of the stream
 * }
 * }</pre>
 *
 * <p>For blocking and non-blocking channels. {@link #look} and {@link #read} are one thread's at a time; the others may be
 * called by any.
 */
public final class RequestReader {
    /** How every answer begins that ends HTTP on a connection. */
    private static final ByteBuffer SWITCHING =
            ByteBuffer.wrap("HTTP/1.1 101".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();

    private final HandedConnection connection;
    private final LookAhead requests;
    private boolean first = true;
    private long headLeft;
    private BodyEnd body = BodyEnd.after(0);
    private AnswerEnd answer = new AnswerEnd(false);
    /** Whether the socket held nothing behind the present request: it is not asked again before it says that more has come. */
    private boolean isEmptyBehind;

    private volatile boolean upgrades;
    private volatile boolean upgraded;
    private volatile boolean ended;
    private volatile boolean leaving;

    /** Before anything is read from {@code connection}. */
    RequestReader(HandedConnection connection) {
        this.connection = connection;
        this.requests = connection.lookAhead();
    }

    /**
     * Says what may be done now: MINE while a request of this app has octets to read, and between two requests what
     * {@link LookAhead#look} says of the next one. The first is this app's whatever it is. INCOMPLETE may be an answer from
     * memory: the channel becomes readable in any case as soon as there is more.
     */
    public Verdict look() {
        if (!isBetween()) {
            return Verdict.MINE;
        }
        if (ended || body.isBroken()) {
            return Verdict.CLOSE;
        }
        Verdict verdict = isEmptyBehind ? Verdict.INCOMPLETE : lookAtNext();
        isEmptyBehind = false;
        if (leaving && !first && verdict != Verdict.CLOSE) {
            return connection.isOwn() ? Verdict.CLOSE : Verdict.HAND_BACK;
        }
        if (verdict == Verdict.MINE) {
            begin(requests.head());
        }
        return verdict;
    }

    private Verdict lookAtNext() {
        return first || connection.isOwn() ? requests.lookAtOwn() : requests.look();
    }

    private void begin(PeekedHead head) {
        first = false;
        headLeft = head.length();
        boolean ownsConnection = connection.scope().kind() == Scope.Kind.CONNECTION;
        // elsewhere its end must be clear, lest the server take for a request what belongs to another app
        body = head.target().isEmpty() && !ownsConnection ? BodyEnd.unclear() : head.body();
        isEmptyBehind = requests.seen() == headLeft + body.certain();
        ended |= head.last();
        upgrades = head.upgrades();
        answer = new AnswerEnd(head.asksHead());
    }

    /**
     * Reads octets of the present request, after {@link #look} said MINE.
     *
     * @return how many; 0 if there are none now; -1 at the end of the stream
     */
    public int read(ByteBuffer into) throws IOException {
        if (upgraded) {
            return connection.read(into);
        }
        int start = into.position();
        int limit = into.limit();
        long most = headLeft + Math.min(body.certain(), Integer.MAX_VALUE);
        into.limit((int) Math.min(limit, start + most));
        int count;
        try {
            count = connection.read(into);
        } finally {
            into.limit(limit);
        }
        if (count > 0) {
            int ofHead = (int) Math.min(headLeft, count);
            headLeft -= ofHead;
            body.take(into.duplicate().position(start + ofHead).limit(start + count), null);
        }
        return count;
    }

    /** Reads the head of the request of which {@link #look} has just said that it is MINE. In blocking mode. */
    public byte[] readHead() throws IOException {
        byte[] head = connection.input().readNBytes((int) headLeft);
        headLeft -= head.length;
        return head;
    }

    /**
     * Reads the content of the present request, without the framing of chunks, after its head. In blocking mode.
     *
     * @return how many octets; -1 at the end of the content
     * @throws IOException if the client ends before, or nobody can tell where the content ends
     */
    public int readContent(ByteBuffer into) throws IOException {
        int start = into.position();
        while (into.position() == start && body.certain() > 0) {
            byte[] octets = new byte[(int) Math.min(body.certain(), into.remaining())];
            int count = connection.input().read(octets);
            if (count < 0) {
                throw new EOFException("the client ended in the content of its request");
            }
            body.take(ByteBuffer.wrap(octets, 0, count), into);
        }
        if (body.isBroken()) {
            throw new IOException("the content of the request has no clear end");
        }
        return into.position() == start && body.certain() == 0 ? -1 : into.position() - start;
    }

    /** Returns whether the present request is the last, and so its answer is to say {@code Connection: close}. */
    public boolean isLast() {
        return ended || body.isBroken() || connection.scope().kind() == Scope.Kind.CLOSE;
    }

    /** Returns whether the first request is here, before anybody has asked for it: no Selector need tell of it. */
    public boolean isFirstHere() {
        return requests.firstIsKnown();
    }

    /** Returns whether there is something to do that no Selector tells of: other apps have read octets, or the app stops. */
    public boolean isReady() {
        return (leaving && !first && isBetween())
                || (connection.unread().hasRemaining() && look() != Verdict.INCOMPLETE);
    }

    /** Returns the watch over the answer to the present request: one object for each request of which look() said MINE. */
    public AnswerEnd answer() {
        return answer;
    }

    /** Returns whether no octets of a request are awaited: the last one is read whole. */
    public boolean isBetween() {
        return !upgraded && headLeft == 0 && body.certain() == 0;
    }

    /** Gives all that comes from now on to this app: a 101 was sent. */
    public void upgrade() {
        upgraded = true;
    }

    /**
     * Takes notice of octets that are about to be written, for servers that do not say when they upgrade: those of a 101
     * for a request that asks for another protocol are like {@link #upgrade}. The position stays.
     */
    public void writes(ByteBuffer octets) {
        if (upgrades && !upgraded && octets.remaining() >= SWITCHING.remaining()) {
            upgraded = octets.slice(octets.position(), SWITCHING.remaining()).equals(SWITCHING);
        }
    }

    /** Lets the present request be the last: {@code Connection: close} was sent, or the output is shut down. */
    public void end() {
        ended = true;
    }

    /**
     * Lets the connection be handed back at the next boundary, whatever comes: the app stops.
     *
     * @return whether no octets of a request are awaited, so that it may go as soon as the last answer is written
     */
    public boolean leave() {
        leaving = true;
        return !first && isBetween();
    }
}
