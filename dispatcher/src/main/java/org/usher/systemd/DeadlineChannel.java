package org.usher.systemd;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** A unix stream connection on which no wait is longer than the silence that it is told to bear. */
final class DeadlineChannel implements Closeable {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private DeadlineChannel(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        this.selector = Selector.open();
        this.key = channel.register(selector, 0);
    }

    /** Connects to the socket at {@code path}; the caller closes what is returned. */
    static DeadlineChannel connect(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false); // a unix connect waits only where the backlog is full: do not
            if (!channel.connect(UnixDomainSocketAddress.of(path))) {
                throw new IOException("it takes no connections at the moment");
            }
            return new DeadlineChannel(channel);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    void write(byte[] octets, Duration silenceMax) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(octets);
        while (channel.write(left) >= 0 && left.hasRemaining()) {
            if (!await(SelectionKey.OP_WRITE, silenceMax)) {
                throw new IOException("it took nothing for " + silenceMax.toMillis() + " ms");
            }
        }
    }

    /** Fills {@code octets} up to its limit. */
    void readFully(ByteBuffer octets, Duration silenceMax) throws IOException {
        while (octets.hasRemaining()) {
            if (!readSome(octets, silenceMax)) {
                throw new IOException("it said nothing for " + silenceMax.toMillis() + " ms");
            }
        }
    }

    /** Reads what there is, at least one octet; false if there is none within the time. */
    boolean readSome(ByteBuffer octets, Duration silenceMax) throws IOException {
        int count = channel.read(octets);
        if (count == 0) {
            if (!await(SelectionKey.OP_READ, silenceMax)) {
                return false;
            }
            count = channel.read(octets);
        }
        if (count < 0) {
            throw new EOFException("it closed the connection");
        }
        return true;
    }

    private boolean await(int operation, Duration silenceMax) throws IOException {
        key.interestOps(operation);
        boolean ready = selector.select(Math.max(1, silenceMax.toMillis())) > 0;
        selector.selectedKeys().clear();
        return ready;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
