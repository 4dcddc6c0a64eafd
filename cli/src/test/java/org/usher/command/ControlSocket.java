package org.usher.command;

import java.io.IOException;
import java.nio.file.Path;
import org.usher.control.ControlServer;
import org.usher.control.UnixPair;
import org.usher.report.Inspection;

/** A control socket, served as a dispatcher serves it. */
public final class ControlSocket implements AutoCloseable {
    private final UnixPair socket = new UnixPair();
    private final ControlServer server;

    public ControlSocket(Inspection inspection) throws IOException {
        server = ControlServer.start(socket.listener(), inspection, warning -> {});
    }

    public Path path() {
        return socket.path();
    }

    @Override
    public void close() throws IOException {
        server.close();
        socket.close();
    }
}
