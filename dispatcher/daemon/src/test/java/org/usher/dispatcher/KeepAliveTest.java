package org.usher.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
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
import org.usher.posix.FaultyKernel;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

class KeepAliveTest {
    private static final long SECONDS_MAX = 20;

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
        fill(other);

        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Boolean> room = new CompletableFuture<>();
        FaultyKernel watched = new FaultyKernel()
                .before(
                        "epollWait",
                        () -> { // for room, and there is none before we say so
                            waits.countDown();
                            room.join();
                        });
        Map<String, String> variables = Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "20000");
        Loop loop = loop();
        Dispatcher.keepAlive(loop, Supervisor.of(new ProcessEnvironment(variables, 1), watched.kernel()));
        Thread thread = new Thread(loop::run, "loop");
        thread.start();
        assertTrue(waits.await(SECONDS_MAX, TimeUnit.SECONDS), "it says that it turns");
        CompletableFuture<Boolean> turned = new CompletableFuture<>();
        loop.post(() -> turned.complete(true));
        assertTrue(
                turned.completeOnTimeout(false, SECONDS_MAX, TimeUnit.SECONDS).join(), "it turns meanwhile");
        room.complete(true);

        loop.stop();
        thread.join();
        kernel.close(other);
        kernel.close(queue);
    }

    private void fill(int sender) {
        NativeMemory octet = NativeMemory.allocate(1);
        int sent = 1;
        while (sent == 1) {
            sent = kernel.send(sender, octet, 0, 1);
        }
        assertEquals(-Errno.EAGAIN, sent);
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
