package org.usher.systemd;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A message bus on a socket of its own that does to each connection what its script says; one connection at a time. */
final class FakeBus implements Closeable {
    /** What happens on one connection; the connection is closed when it returns. */
    interface Script {
        void run(Peer peer) throws IOException;
    }

    private final ServerSocketChannel listener;
    private final Thread thread;
    private volatile @Nullable Throwable trouble;

    FakeBus(Path socket, Script script) throws IOException {
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        thread = new Thread(() -> serve(script), "fake bus");
        thread.start();
    }

    private void serve(Script script) {
        while (listener.isOpen()) {
            try (SocketChannel channel = listener.accept()) {
                script.run(new Peer(channel));
            } catch (IOException ignored) { // the client went away, or the test is over
            } catch (RuntimeException | AssertionError failure) {
                trouble = failure;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (trouble != null) {
            throw new AssertionError("the script of the fake bus failed", trouble);
        }
    }

    /** The client's end of a connection, seen from the bus. */
    static final class Peer {
        private final SocketChannel channel;
        /** Byte order of what {@link #reply} sends. */
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;

        Peer(SocketChannel channel) {
            this.channel = channel;
        }

        /** Lets the client in: everything up to the reply to Hello. */
        void welcome() throws IOException {
            String auth = "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n";
            String got = new String(read(auth.length()), StandardCharsets.US_ASCII);
            if (!got.equals(auth)) {
                throw new AssertionError("the client began with " + got);
            }
            send("DATA\r\nOK 0123456789abcdef\r\n".getBytes(StandardCharsets.US_ASCII));
            reply(next(), "s", ":1.7");
        }

        Received next() throws IOException {
            byte[] prologue = read(Message.PROLOGUE);
            byte[] whole = Arrays.copyOf(prologue, (int) Message.length(prologue));
            byte[] rest = read(whole.length - prologue.length);
            System.arraycopy(rest, 0, whole, prologue.length, rest.length);
            int serial = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
            return new Received(serial, Message.parse(whole));
        }

        void reply(Received call, String signature, Object... values) throws IOException {
            send(WireMessage.reply(order, call.serial, signature, values));
        }

        void error(Received call, String name, String text) throws IOException {
            send(WireMessage.error(order, call.serial, name, text));
        }

        void send(byte[] octets) throws IOException {
            ByteBuffer left = ByteBuffer.wrap(octets);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        }

        /** Waits until the client closes. */
        void awaitClose() throws IOException {
            ByteBuffer any = ByteBuffer.allocate(1 << 16);
            int count;
            do {
                count = channel.read(any.clear());
            } while (count >= 0);
        }

        /** Whether the client has sent anything that was not yet read. */
        boolean hasMore() throws IOException {
            channel.configureBlocking(false);
            int count = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return count > 0;
        }

        private byte[] read(int count) throws IOException {
            ByteBuffer octets = ByteBuffer.allocate(count);
            while (octets.hasRemaining()) {
                if (channel.read(octets) < 0) {
                    throw new EOFException();
                }
            }
            return octets.array();
        }
    }

    /** A call from the client. */
    record Received(int serial, Message message) {}
}
