package org.usher.tests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jnr.ffi.LibraryLoader;
import org.jspecify.annotations.Nullable;

/**
 * A thread of this JVM that lives in a container's network namespace. A socket belongs to the namespace of the thread that
 * opened it, so what it opens can be used from everywhere: tests speak to the container's port 80 with plain channels,
 * octet by octet, with no process between.
 */
final class NetworkNamespace implements AutoCloseable {
    /** The three calls that the JDK does not have; jnr-ffi binds public interfaces only. */
    public interface LibC {
        int open(CharSequence path, int flags);

        int setns(int fd, int type);

        int close(int fd);
    }

    private static final int CLONE_NEWNET = 0x40000000; // sched.h

    private final ExecutorService inside;

    private NetworkNamespace(ExecutorService inside) {
        this.inside = inside;
    }

    /** Enters the namespace of a process. */
    static NetworkNamespace of(long pid) throws IOException {
        NetworkNamespace namespace = new NetworkNamespace(Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "in-network-namespace");
            thread.setDaemon(true);
            return thread;
        }));
        namespace.await(namespace.inside.submit(() -> enter("/proc/" + pid + "/ns/net")));
        return namespace;
    }

    private static @Nullable Void enter(String path) throws IOException {
        LibC libc = LibraryLoader.create(LibC.class).load("c");
        int fd = libc.open(path, 0);
        try {
            if (fd < 0 || libc.setns(fd, CLONE_NEWNET) != 0) {
                throw new IOException("enter network namespace " + path);
            }
        } finally {
            libc.close(fd);
        }
        return null;
    }

    /** Returns a blocking connection without Nagle's delay: one write is one segment. The caller closes it. */
    SocketChannel connect(InetAddress address, int port) throws IOException {
        return await(inside.submit(() -> {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(address, port));
            return channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }));
    }

    private <T extends @Nullable Object> T await(Future<T> task) throws IOException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new IOException("interrupted while in a network namespace", e);
        }
    }

    @Override
    public void close() {
        inside.shutdownNow();
    }
}
