package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A client that sees octets and nothing else: one connection, what is written to it and what comes back, as ISO-8859-1 so
 * that every octet is a character. A read that waits for 30 s fails.
 */
final class Client implements AutoCloseable {
    private static final int READ_MILLIS_MAX = 30_000;

    private final SocketChannel channel;
    private final InputStream input;

    /** Owns the channel from here on. */
    Client(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.socket().setSoTimeout(READ_MILLIS_MAX);
        this.input = channel.socket().getInputStream();
    }

    /** Returns the address that a server must see as its client. */
    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    Client send(String octets) throws IOException {
        return send(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    Client send(byte[] octets) throws IOException {
        for (ByteBuffer rest = ByteBuffer.wrap(octets); rest.hasRemaining(); ) {
            channel.write(rest);
        }
        return this;
    }

    /** Says that nothing follows; reading goes on. */
    Client endOutput() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** Returns everything up to the server's end; a reset is an exception. */
    String receiveAll() throws IOException {
        return new String(input.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Returns everything up to the server's end, be it a reset. */
    String receiveUntilReset() throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try {
            input.transferTo(received);
        } catch (SocketException ignored) { // the end
        }
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    /** Returns the next octets, as many as asked for, fewer only at the server's end. */
    String receive(int length) throws IOException {
        return new String(input.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** Returns one head up to and with its blank line, and not an octet more. */
    String receiveHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = input.read();
            if (octet < 0) {
                throw new IOException("the server ended inside a head: " + head);
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    /** Returns the body of one answer, whose head says how long it is; its status must be 200. */
    String receiveBody() throws IOException {
        String head = receiveHead();
        assertTrue(head.startsWith("HTTP/1.1 200 "), head);
        return receive(Integer.parseInt(head.replaceAll("(?si).*content-length: (\\d+).*", "$1")));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
