package org.usher.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A listening unix socket in a directory of its own, and those who connect to it. */
public final class UnixPair implements AutoCloseable {
    private final Path directory;
    private final Path path;
    private final ServerSocketChannel listener;

    public UnixPair() throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "usher-test-");
        path = directory.resolve("control");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
    }

    public ServerSocketChannel listener() {
        return listener;
    }

    public Path path() {
        return path;
    }

    public SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(path);
        Files.delete(directory);
    }
}
