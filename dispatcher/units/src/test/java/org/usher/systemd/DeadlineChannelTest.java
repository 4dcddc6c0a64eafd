package org.usher.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.Kernel;

@Timeout(20)
final class DeadlineChannelTest {
    private static final Duration IMPATIENT = Duration.ofMillis(50);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private final Set<Integer> open = new TreeSet<>();
    private final Kernel kernel = countingFds(Kernel.linux());

    @Test
    void aChannelThatWasClosedHasNoFdLeft() throws IOException {
        Path socket = directory.resolve("bus");
        try (FakeBus bus = new FakeBus(socket, FakeBus.Peer::awaitClose)) {
            DeadlineChannel channel = new DeadlineChannel(kernel, IMPATIENT);
            channel.connect(socket);
            assertEquals(2, open.size());
            channel.close();
            channel.close();
            assertEquals(Set.of(), open);
            assertEquals(true, bus != null);
        }
    }

    @Test
    void aChannelThatCannotConnectHasNoFdLeft() {
        DeadlineChannel channel = new DeadlineChannel(kernel, IMPATIENT);
        assertThrows(IOException.class, () -> channel.connect(directory.resolve("none")));
        channel.close();
        assertEquals(Set.of(), open);
    }

    @Test
    void writingEndsWhenTheOtherSideTakesNothing() throws IOException {
        Path socket = directory.resolve("bus");
        CountDownLatch over = new CountDownLatch(1);
        FakeBus.Script deaf = peer -> {
            try {
                over.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        };
        try (FakeBus bus = new FakeBus(socket, deaf)) {
            try (DeadlineChannel channel = new DeadlineChannel(kernel, IMPATIENT)) {
                channel.connect(socket);
                IOException deafness = assertThrows(IOException.class, () -> channel.write(new byte[8 << 20]));
                assertEquals("it took nothing for 50 ms", deafness.getMessage());
            }
            over.countDown();
            assertEquals(true, bus != null);
        }
    }

    /** The real kernel, which writes down the fds that it makes and closes. */
    private Kernel countingFds(Kernel real) {
        return (Kernel) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(real, arguments);
                        switch (method.getName()) {
                            case "socket", "epollCreate" -> open.add((Integer) result);
                            case "close" -> open.remove(arguments[0]);
                            default -> {
                                return result;
                            }
                        }
                        return result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getTargetException();
                    }
                });
    }
}
