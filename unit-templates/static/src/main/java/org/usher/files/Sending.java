package org.usher.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.usher.flow.Scratch;
import org.usher.flow.Side;
import org.usher.posix.FileCalls;
import org.usher.posix.Kernel;

/** An answer on its way: octets, and after them parts of an open file, which it owns. */
final class Sending {
    /** Octets of a file after which others have their turn. */
    private static final int OCTETS_PER_TURN = 512 * 1024;

    /** What comes next on the wire: a text in ASCII, then octets of the file. */
    record Part(String before, long from, long to) {}

    /** How far it is. */
    enum State {
        DONE,
        /** It goes on when there is room. */
        WAITS,
        /** It goes on at once, when others have had their turn. */
        MORE,
        /** The client takes no more, or the file has become shorter. */
        BROKEN
    }

    private final FileCalls files;
    private final int file;
    private final Deque<Part> parts;
    private int length;
    private ByteBuffer left = ByteBuffer.allocate(0);
    private long at;
    private long end;
    private boolean hasMoved;
    private boolean isLast;

    /**
     * Sends nothing yet.
     *
     * @param length of the octets that go first, which stand in the scratch's {@code out} until the first {@link #advance}
     * @param file on which the file is open, if there are parts of it
     */
    Sending(FileCalls files, int length, int file, List<Part> parts) {
        this.files = files;
        this.length = length;
        this.file = file;
        this.parts = new ArrayDeque<>(parts);
    }

    /** Has the client told with the last octet, unless that is a file's, that nothing follows. */
    void endWithIt() {
        isLast = true;
    }

    /** Sends what there is room for. */
    State advance(Side side, Scratch scratch) {
        if (length > 0) {
            int sent = send(side, scratch, length);
            if (sent < length) {
                byte[] rest = new byte[length - sent];
                scratch.out.copyTo(rest, sent, rest.length);
                left = ByteBuffer.wrap(rest);
            }
            length = 0;
        }
        while (true) {
            State state = left.hasRemaining() ? sendOctets(side, scratch) : sendFile(side);
            if (state != State.MORE || (at < end && !left.hasRemaining())) {
                return state;
            }
            if (!left.hasRemaining() && at == end) {
                Part next = parts.poll();
                if (next == null) {
                    return State.DONE;
                }
                left = US_ASCII.encode(next.before());
                at = next.from();
                end = next.to();
            }
        }
    }

    /** Returns whether anything was sent since it was asked last. */
    boolean hasMoved() {
        boolean moved = hasMoved;
        hasMoved = false;
        return moved;
    }

    private int send(Side side, Scratch scratch, int count) {
        int sent;
        if (at < end || !parts.isEmpty()) {
            sent = side.sendMore(scratch.out, 0, count);
        } else {
            sent = isLast ? side.sendLast(scratch.out, 0, count) : side.send(scratch.out, 0, count);
        }
        hasMoved |= sent > 0;
        return sent;
    }

    private State sendOctets(Side side, Scratch scratch) {
        int count = Math.min(left.remaining(), scratch.out.size());
        scratch.out.bytes().put(0, left, left.position(), count);
        int sent = send(side, scratch, count);
        left.position(left.position() + sent);
        return sent == count ? State.MORE : waits(side);
    }

    /** Sends of the present part, if any of it is left. */
    private State sendFile(Side side) {
        if (at == end) {
            return State.MORE;
        }
        int count = (int) Math.min(end - at, OCTETS_PER_TURN);
        int sent = side.sendFile(files, file, at, count);
        if (sent == Side.FILE_ENDED) {
            return State.BROKEN;
        }
        hasMoved |= sent > 0;
        at += sent;
        return sent == count ? State.MORE : waits(side);
    }

    private static State waits(Side side) {
        return side.takesNoMore() ? State.BROKEN : State.WAITS;
    }

    void close() {
        if (file != Found.Document.NOT_OPEN) {
            Kernel.linux().close(file);
        }
    }
}
