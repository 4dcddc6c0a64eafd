package org.usher.command;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.usher.control.ControlServer;
import org.usher.report.Inspection;

/** A control socket, served as a dispatcher serves it. */
public final class ControlSocket implements AutoCloseable {
    private final Path directory;
    private final Path path;
    private final ControlServer server;

    public ControlSocket(Inspection inspection) throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "usher-test-");
        path = directory.resolve("control");
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        server = ControlServer.start(listener, inspection, warning -> {});
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.delete(path);
        Files.delete(directory);
    }
}
