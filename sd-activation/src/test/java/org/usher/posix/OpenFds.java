package org.usher.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/** A watch over a test class: fails each test that leaves a socket, an epoll or an eventfd open. */
public final class OpenFds implements TestInstancePreConstructCallback, AfterEachCallback {
    private List<String> before = List.of();

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context)
            throws IOException {
        // the JDK keeps one socket for ever from the first close of a channel on, which it dup2's over fds in use
        SocketChannel.open().close();
        Selector.open().close();
        before = now();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertEquals(before, now(), "open sockets, epolls and eventfds");
    }

    /** Returns what the fds of this process are open on, files and pipes left out. */
    public static List<String> now() {
        List<String> open = new ArrayList<>();
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            fds.forEach(fd -> add(open, fd));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open.stream().sorted().toList();
    }

    private static void add(List<String> open, Path fd) {
        try {
            String target = Files.readSymbolicLink(fd).toString();
            if (target.startsWith("socket:") || target.startsWith("anon_inode:")) {
                open.add(target);
            }
        } catch (IOException ignored) {
            // the fd by which we read the directory is gone by now
        }
    }
}
