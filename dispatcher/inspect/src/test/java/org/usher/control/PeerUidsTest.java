package org.usher.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** On the real kernel; as another user than this one: ControlSocketTest. */
final class PeerUidsTest {
    @Test
    void whoConnectsIsKnownByHisNumber() throws IOException {
        Object own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        try (UnixPair socket = new UnixPair();
                SocketChannel client = socket.connect();
                SocketChannel accepted = socket.listener().accept()) {
            assertEquals(own, new PeerUids().of(accepted));
            assertEquals(own, new PeerUids().of(client));
        }
    }
}
