package org.usher.varlink;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection that carries messages, each closed by a NUL. It does not look into them.
 *
 * <p>A message has a deadline as a whole, in either direction: a peer that sends or takes one octet at a time is cut
 * off as soon as one that does nothing. Owns the channel. For one thread.
 */
public final class MessageStream implements Closeable {
    private static final int BUFFER_SIZE = 8192;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final int sizeMax;
    private final long patienceNanos;
    private final ByteBuffer received = ByteBuffer.allocate(BUFFER_SIZE).flip();
    private long deadlineNanos;

    /**
     * Takes over a connected channel.
     *
     * @param sizeMax octets of the longest message that is read, without its NUL
     * @param patience how long a message may take to come, or to go
     */
    public MessageStream(SocketChannel channel, int sizeMax, Duration patience) throws IOException {
        this.channel = channel;
        this.sizeMax = sizeMax;
        this.patienceNanos = patience.toNanos();
        channel.configureBlocking(false);
        this.selector = Selector.open();
        this.key = channel.register(selector, 0);
    }

    /**
     * Returns the next message without its NUL; null if the other side has closed between two messages.
     *
     * @throws IOException if it is longer than allowed; what follows cannot be read any more
     * @throws SocketTimeoutException if it is not here in time
     * @throws EOFException if the other side has closed in the middle of it
     */
    public byte @Nullable [] read() throws IOException {
        startClock();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            while (received.hasRemaining()) {
                byte octet = received.get();
                if (octet == 0) {
                    return message.toByteArray();
                }
                if (message.size() == sizeMax) {
                    throw new IOException("a message is longer than " + sizeMax + " octets");
                }
                message.write(octet);
            }
            if (!fill()) {
                if (message.size() > 0) {
                    throw new EOFException("the connection was closed in the middle of a message");
                }
                return null;
            }
        }
    }

    /** Whether anything came before the end of the stream. */
    private boolean fill() throws IOException {
        received.clear();
        int octets;
        while ((octets = channel.read(received)) == 0) {
            await(SelectionKey.OP_READ);
        }
        checkClock(); // a peer that never pauses never makes us wait
        received.flip();
        return octets > 0;
    }

    /**
     * Begins a message. Closing what is returned, once, ends it with its NUL; nothing is kept in memory. Writing throws
     * {@link SocketTimeoutException} if the other side does not take the whole message in time.
     */
    public OutputStream write() {
        startClock();
        return new Outgoing();
    }

    private void startClock() {
        deadlineNanos = System.nanoTime() + patienceNanos;
    }

    private void await(int operation) throws IOException {
        checkClock();
        key.interestOps(operation);
        selector.select(Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000));
        selector.selectedKeys().clear();
    }

    private void checkClock() throws SocketTimeoutException {
        if (System.nanoTime() - deadlineNanos >= 0) {
            throw new SocketTimeoutException("the other side takes too long");
        }
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }

    /** Octets on their way out, as they are given. */
    private final class Outgoing extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet});
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            checkClock();
            ByteBuffer waiting = ByteBuffer.wrap(octets, offset, length);
            while (waiting.hasRemaining()) {
                if (channel.write(waiting) == 0) {
                    await(SelectionKey.OP_WRITE);
                }
            }
        }

        @Override
        public void close() throws IOException {
            write(0);
        }
    }
}
