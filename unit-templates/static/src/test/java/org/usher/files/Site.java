package org.usher.files;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.eclipse.jetty.server.Server;
import org.usher.handoff.ConnectionSource;

/** The app on a TCP port of its own, over a directory of one test, and a client that speaks plain octets. */
final class Site implements AutoCloseable {
    private static final int READ_MILLIS_MAX = 20_000;

    private final Path root;
    private final InetSocketAddress address;
    private final Server server;

    Site(Path root) throws Exception {
        this.root = root;
        ServerSocketChannel listener =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        address = (InetSocketAddress) listener.getLocalAddress();
        server = UsherStatic.serve(new Root(root), new ConnectionSource.Accepted(listener), Duration.ZERO);
    }

    /** Writes a file below the root, and the directories above it. */
    Path write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    Answer get(String path, String... fields) throws IOException {
        return ask("GET", path, fields);
    }

    /** Sends one request on a connection of its own; {@code path} goes out as it is, each character an octet. */
    Answer ask(String method, String path, String... fields) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + String.join("", Arrays.stream(fields).map(f -> f + "\r\n").toList()) + "\r\n";
        return new Answer(exchange(head));
    }

    String exchange(String octets) throws IOException {
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            client.setSoTimeout(READ_MILLIS_MAX);
            client.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("stop the server", e);
        }
    }

    /** One answer as it came. */
    record Answer(String octets) {
        int status() {
            return Integer.parseInt(octets.substring(9, 12));
        }

        String body() {
            return octets.substring(octets.indexOf("\r\n\r\n") + 4);
        }

        /** Returns the value of a field; empty if there is none. */
        String field(String name) {
            return octets.substring(0, octets.indexOf("\r\n\r\n"))
                    .lines()
                    .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }
    }
}
