package org.usher.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.activation.ProcessEnvironment;
import org.usher.connection.ConnectionIds;
import org.usher.journal.Counters;
import org.usher.journal.Entries;
import org.usher.journal.Journal;
import org.usher.loop.Loop;
import org.usher.notify.Supervisor;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

class KeepAliveTest {
    private static final int TURNS = 100;

    private final Kernel kernel = Kernel.linux();

    /** systemd's own is writable for everybody, and systemd reads nothing while it loads units anew. */
    @Test
    void aFullQueueOfTheSupervisorDoesNotHoldUpTheLoop(@TempDir Path directory) throws Exception {
        String path = directory.resolve("notify").toString();
        SocketAddressBuffer address = new SocketAddressBuffer().setPath(path);
        int queue = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        assertEquals(0, kernel.bind(queue, address));
        int other = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        assertEquals(0, kernel.connect(other, address));
        NativeMemory octet = NativeMemory.allocate(1);
        int sent = 1;
        while (sent == 1) {
            sent = kernel.send(other, octet, 0, 1);
        }
        assertEquals(-Errno.EAGAIN, sent);

        Loop loop = loop();
        Map<String, String> watched = Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "20000");
        Dispatcher.keepAlive(loop, Supervisor.of(new ProcessEnvironment(watched, 1), kernel));
        Thread thread = new Thread(loop::run, "loop");
        thread.start();
        for (int i = 0; i < TURNS; i++) {
            CompletableFuture<Boolean> turned = new CompletableFuture<>();
            loop.post(() -> turned.complete(true));
            turned.get(1, TimeUnit.SECONDS);
            TimeUnit.MILLISECONDS.timedJoin(thread, 3); // time passes, in which it has to say that it turns
        }
        loop.stop();
        thread.join();
        kernel.close(other);
        kernel.close(queue);
    }

    /** The loop dies of the want of a thread, and there is one when a dispatcher starts. */
    @Test
    void theThreadThatTellsTheSupervisorIsThereFromTheStart() throws Exception {
        Map<String, String> watched = Map.of("NOTIFY_SOCKET", "/nowhere", "WATCHDOG_USEC", "60000000");
        Dispatcher.keepAlive(loop(), Supervisor.of(new ProcessEnvironment(watched, 1), kernel));
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("alive")));
    }

    private Loop loop() throws Exception {
        Journal journal = new Journal(new Entries().log(), new Counters(), System::nanoTime);
        ConnectionIds ids = new ConnectionIds(ConnectionIds.newKey());
        return new Loop(kernel, ids, journal, (reason, request) -> Optional.empty(), app -> "");
    }
}
