package org.usher.loop;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that speaks octets and reads to the end. */
final class Client implements AutoCloseable {
    private final Socket socket;
    private final PushbackInputStream in;

    Client(InetSocketAddress server) throws IOException {
        this("0.0.0.0", server);
    }

    /** Connects from {@code source}, an address of this machine. */
    Client(String source, InetSocketAddress server) throws IOException {
        socket = new Socket();
        socket.bind(new InetSocketAddress(source, 0));
        socket.setSoTimeout((int) LoopFixture.PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        socket.connect(server);
        in = new PushbackInputStream(socket.getInputStream());
    }

    Client send(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    void sendUrgent(int octet) throws IOException {
        socket.sendUrgentData(octet);
    }

    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    int port() {
        return socket.getLocalPort();
    }

    String readAll() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Returns whether nothing comes for so many milliseconds, not even the end. */
    boolean isSilentFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            int octet = in.read();
            if (octet >= 0) {
                in.unread(octet);
            }
            return false;
        } catch (SocketTimeoutException silent) {
            return true;
        } finally {
            socket.setSoTimeout((int) LoopFixture.PATIENCE.toMillis());
        }
    }

    /** Waits until the connection is closed or reset; returns whether nothing was written to it before. */
    boolean endsWithoutAWord() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) { // the request was unread
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
