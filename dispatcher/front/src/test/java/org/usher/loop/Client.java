package org.usher.loop;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that speaks octets and reads to the end. */
final class Client implements AutoCloseable {
    private final Socket socket;

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
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Waits until the connection is closed or reset; returns whether nothing was written to it before. */
    boolean endsWithoutAWord() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) { // the request was unread
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
