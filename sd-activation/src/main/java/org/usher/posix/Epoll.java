package org.usher.posix;

import java.nio.ByteBuffer;

/**
 * The events of one {@code epoll_wait(2)}, and the bits they are made of (epoll_ctl(2)).
 *
 * <p>Filled again and again by the thread that waits.
 */
public final class Epoll {
    public static final int EPOLLIN = 0x001;
    public static final int EPOLLPRI = 0x002;
    public static final int EPOLLOUT = 0x004;
    public static final int EPOLLERR = 0x008;
    public static final int EPOLLHUP = 0x010;
    public static final int EPOLLRDHUP = 0x2000;
    public static final int EPOLLET = 1 << 31;

    /** {@code struct epoll_event} is packed on x86-64 only ({@code linux/eventpoll.h}). */
    private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));

    static final int DATA_AT = PACKED ? 4 : 8;
    static final int EVENT_SIZE = DATA_AT + Long.BYTES;

    private final NativeMemory memory;
    private final ByteBuffer bytes;
    private final int capacity;

    /** Makes room for {@code capacity} events in one wait. */
    public Epoll(int capacity) {
        this.memory = NativeMemory.allocate(capacity * EVENT_SIZE);
        this.bytes = memory.bytes();
        this.capacity = capacity;
    }

    /** Returns the bits of event {@code index} of the last wait. */
    public int bits(int index) {
        return bytes.getInt(index * EVENT_SIZE);
    }

    /** Returns the number under which the fd of event {@code index} was registered. */
    public long data(int index) {
        return bytes.getLong(index * EVENT_SIZE + DATA_AT);
    }

    int capacity() {
        return capacity;
    }

    long nativeAddress() {
        return memory.address(0, capacity * EVENT_SIZE);
    }
}
