package org.usher.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/** A service whose program fails at once, and reads nothing: what was sent to its socket still waits there. */
@Timeout(120)
class ActivatedTest {
    private final Kernel kernel = Kernel.linux();
    private final Lines lines = new Lines();

    /** As usher-rearm@.service, in a tenth of the time. */
    @Test
    void appThatWasGivenUpIsTriedAgainLaterEachTime() throws Exception {
        Path socket = Files.createTempDirectory(Path.of("/tmp"), "ut").resolve("wiki.sock");
        Program failing = new Program(
                List.of("/bin/false"),
                Map.of(),
                Path.of("/"),
                new StartLimit(1, Duration.ofSeconds(60), Duration.ofSeconds(8)));
        Activated wiki = new Activated("wiki.service", failing, new Children(), lines.stream());
        wiki.add(() -> BoundSocket.unix(kernel, "wiki", SocketType.SOCK_DGRAM, socket));
        wiki.begin(true);
        assertEquals("has failed with exit code 1", lines.await("wiki.service "));
        sendOnceThereIsASocket(socket);
        assertIsGivenUpFor(1);
        sendOnceThereIsASocket(socket);
        assertEquals("has failed with exit code 1", lines.await("wiki.service "));
        assertIsGivenUpFor(2);
        wiki.stop();
        wiki.awaitEnd();
        wiki.close();
        Files.delete(socket);
        Files.delete(socket.getParent());
    }

    private void sendOnceThereIsASocket(Path socket) {
        SocketAddressBuffer address = new SocketAddressBuffer().setPath(socket.toString());
        int client = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        while (kernel.connect(client, address) < 0) {
            Thread.onSpinWait();
        }
        assertEquals(1, kernel.send(client, NativeMemory.allocate(1), 0, 1));
        kernel.close(client);
    }

    private void assertIsGivenUpFor(int seconds) {
        String given = lines.await("wiki.service ");
        assertTrue(given.endsWith("its sockets close for " + seconds + " s, or until unit files change"), given);
    }
}
