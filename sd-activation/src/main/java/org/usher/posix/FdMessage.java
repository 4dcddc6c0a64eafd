package org.usher.posix;

import java.nio.ByteBuffer;

/**
 * A message with a payload and file descriptors: a {@code msghdr} with everything it points to, in one block
 * (sendmsg(2), cmsg(3), unix(7) SCM_RIGHTS and SCM_CREDENTIALS).
 *
 * <p>Made once for one direction and used again for every message. Not safe for use by several threads at a time.
 */
public final class FdMessage {
    /** The most fds that the kernel puts into one message ({@code SCM_MAX_FD}, unix(7)). */
    public static final int FDS_MAX = 253;

    private static final int MSG_CTRUNC = 0x08;
    private static final int MSG_TRUNC = 0x20;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int SCM_CREDENTIALS = 2;

    // struct msghdr, struct iovec and struct cmsghdr where long and pointers have 64 bits.
    private static final int IOVEC_POINTER_AT = 16;
    private static final int IOVEC_COUNT_AT = 24;
    private static final int CONTROL_POINTER_AT = 32;
    private static final int CONTROL_LENGTH_AT = 40;
    private static final int FLAGS_AT = 48;
    private static final int IOVEC_AT = 56;
    private static final int CONTROL_AT = 72;
    private static final int CONTROL_HEADER = 16;
    private static final int CREDENTIALS_SIZE = 12;

    private final NativeMemory memory;
    private final ByteBuffer header;
    private final ByteBuffer payload;
    private final int payloadAt;
    private final int controlRoom;
    private int length;

    private FdMessage(int payloadMax, int controlRoom) {
        this.controlRoom = controlRoom;
        this.payloadAt = CONTROL_AT + align(controlRoom);
        this.memory = NativeMemory.allocate(payloadAt + payloadMax);
        this.header = memory.bytes();
        this.payload = header.slice(payloadAt, payloadMax);
        header.putLong(IOVEC_POINTER_AT, memory.address(IOVEC_AT, 16));
        header.putLong(IOVEC_COUNT_AT, 1);
        header.putLong(IOVEC_AT, memory.address(payloadAt, payloadMax));
    }

    /** Returns a message to send, with room for {@code payloadMax} octets and {@code fdsMax} fds. */
    public static FdMessage toSend(int payloadMax, int fdsMax) {
        return new FdMessage(payloadMax, CONTROL_HEADER + Integer.BYTES * fdsMax);
    }

    /**
     * Returns a message to receive, with room for {@code payloadMax} octets, the sender's credentials and
     * {@code fdsMax} fds. Where the socket does not pass credentials, their room may hold more fds: look at
     * {@link #fdCount}.
     */
    public static FdMessage toReceive(int payloadMax, int fdsMax) {
        int credentials = align(CONTROL_HEADER + CREDENTIALS_SIZE);
        return new FdMessage(payloadMax, credentials + CONTROL_HEADER + Integer.BYTES * fdsMax);
    }

    /**
     * Returns the payload, big endian: to send, the octets up to its position; received, the octets up to
     * {@link #length}.
     */
    public ByteBuffer payload() {
        return payload;
    }

    /** Puts {@code fds} into a message to send, in the place of those before; none is allowed. */
    public void setFds(int... fds) {
        int size = fds.length == 0 ? 0 : CONTROL_HEADER + Integer.BYTES * fds.length;
        if (size > controlRoom) {
            throw new IllegalArgumentException(fds.length + " fds do not fit");
        }
        if (size > 0) {
            startRights(size);
        }
        for (int i = 0; i < fds.length; i++) {
            header.putInt(CONTROL_AT + CONTROL_HEADER + Integer.BYTES * i, fds[i]);
        }
        setControlLength(size);
    }

    /** Puts {@code fd} alone into a message to send: {@link #setFds} without an array. */
    public void setFd(int fd) {
        int size = CONTROL_HEADER + Integer.BYTES;
        startRights(size);
        header.putInt(CONTROL_AT + CONTROL_HEADER, fd);
        setControlLength(size);
    }

    /** Returns the length of the payload of the message that was received last. */
    public int length() {
        return length;
    }

    /** Returns whether the payload or the fds of the received message did not fit. */
    public boolean isTruncated() {
        return (header.getInt(FLAGS_AT) & (MSG_TRUNC | MSG_CTRUNC)) != 0;
    }

    /** Returns how many fds came with the received message. */
    public int fdCount() {
        int at = find(SCM_RIGHTS);
        return at < 0 ? 0 : (controlLengthOf(at) - CONTROL_HEADER) / Integer.BYTES;
    }

    /** Returns the fd number {@code index}, from 0, of the received message. */
    public int fd(int index) {
        if (index < 0 || index >= fdCount()) {
            throw new IndexOutOfBoundsException("fd " + index + " of " + fdCount());
        }
        return header.getInt(find(SCM_RIGHTS) + CONTROL_HEADER + Integer.BYTES * index);
    }

    /**
     * Returns the user id of the sender as the kernel vouches for it, -1 if the receiving socket does not pass
     * credentials (SO_PASSCRED).
     */
    public int senderUid() {
        int at = find(SCM_CREDENTIALS);
        return at < 0 ? -1 : header.getInt(at + CONTROL_HEADER + Integer.BYTES);
    }

    long prepareToSend() {
        header.putLong(IOVEC_AT + 8, payload.position());
        return memory.address(0, IOVEC_AT);
    }

    long prepareToReceive() {
        header.putLong(IOVEC_AT + 8, payload.capacity());
        header.putLong(CONTROL_POINTER_AT, memory.address(CONTROL_AT, controlRoom));
        header.putLong(CONTROL_LENGTH_AT, controlRoom);
        header.putInt(FLAGS_AT, 0);
        return memory.address(0, IOVEC_AT);
    }

    void received(int octets) {
        length = Math.max(octets, 0);
        payload.limit(payload.capacity()).position(0);
        if (octets < 0) {
            header.putLong(CONTROL_LENGTH_AT, 0);
        }
    }

    private void startRights(int size) {
        header.putLong(CONTROL_AT, size);
        header.putInt(CONTROL_AT + 8, SOL_SOCKET);
        header.putInt(CONTROL_AT + 12, SCM_RIGHTS);
    }

    private void setControlLength(int size) {
        header.putLong(CONTROL_POINTER_AT, size == 0 ? 0 : memory.address(CONTROL_AT, size));
        header.putLong(CONTROL_LENGTH_AT, size);
    }

    /** Returns where the control message of {@code type} begins, -1 if there is none. */
    private int find(int type) {
        int end = CONTROL_AT + (int) header.getLong(CONTROL_LENGTH_AT);
        for (int at = CONTROL_AT; at + CONTROL_HEADER <= end; at += align(controlLengthOf(at))) {
            if (controlLengthOf(at) < CONTROL_HEADER) {
                return -1;
            }
            if (header.getInt(at + 8) == SOL_SOCKET && header.getInt(at + 12) == type) {
                return at;
            }
        }
        return -1;
    }

    private int controlLengthOf(int at) {
        return (int) header.getLong(at);
    }

    private static int align(int size) {
        return (size + 7) & ~7;
    }
}
