package org.usher.adapter.httpserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.usher.handoff.HandedConnection;

/**
 * The connections between two requests, in non-blocking mode, and the thread that looks after them: it decides each
 * request as soon as its head is there, and gives those of this app to the executor.
 */
final class IdleConnections implements Runnable {
    private static final long LOOK_MILLIS = 1000;
    private static final long IDLE_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    private final ActivatedHttpServer server;
    private final Executor executor;
    private final Selector selector;
    private final Queue<ServedConnection> arrived = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    /** The server stops: connections go back instead of waiting. */
    private volatile boolean leaving;

    private volatile boolean closed;

    IdleConnections(ActivatedHttpServer server, Executor executor) {
        this.server = server;
        this.executor = executor;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a connection over; closes it if the server has stopped meanwhile. From any thread. */
    void add(ServedConnection connection) {
        arrived.add(connection);
        selector.wakeup();
        if (ended.getCount() == 0) {
            closeArrived();
        }
    }

    private void closeArrived() {
        for (ServedConnection late = arrived.poll(); late != null; late = arrived.poll()) {
            late.close();
        }
    }

    /** Lets connections go back from now on. */
    void leave() {
        leaving = true;
        selector.wakeup();
    }

    /** Waits until all connections are gone, and then ends the thread. From any thread but that. */
    void awaitEnd(int seconds) {
        server.awaitNone(Math.max(seconds, 1));
        closed = true;
        selector.wakeup();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try (selector) {
            while (!closed) {
                selector.select(LOOK_MILLIS);
                deregistered().forEach(this::decide);
                for (ServedConnection next = arrived.poll(); next != null; next = arrived.poll()) {
                    next.idleSince = System.nanoTime();
                    decide(next);
                }
            }
            selector.keys().forEach(key -> ((ServedConnection) key.attachment()).close());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ended.countDown();
            closeArrived();
        }
    }

    /** Takes from the selector the connections to look at: what is closed or handed back must not be registered. */
    private List<ServedConnection> deregistered() throws IOException {
        List<ServedConnection> found = new ArrayList<>();
        for (SelectionKey key : selector.keys()) {
            ServedConnection connection = (ServedConnection) key.attachment();
            boolean isLate = System.nanoTime() - connection.idleSince > IDLE_NANOS_MAX;
            if (leaving || isLate || key.isReadable()) {
                if (isLate) {
                    connection.requests.end();
                }
                key.cancel();
                found.add(connection);
            }
        }
        selector.selectedKeys().clear();
        if (!found.isEmpty()) {
            selector.selectNow();
        }
        return found;
    }

    private void decide(ServedConnection connection) {
        if (leaving) {
            connection.requests.leave();
        }
        try {
            switch (connection.requests.look()) {
                case MINE -> executor.execute(connection::serve);
                case INCOMPLETE -> {
                    connection.connection.channel().configureBlocking(false);
                    connection.connection.channel().register(selector, SelectionKey.OP_READ, connection);
                }
                case HAND_BACK -> HandedConnection.aside(connection::handBack);
                case CLOSE -> {
                    connection.connection.channel().configureBlocking(false);
                    connection.close();
                }
            }
        } catch (IOException | RuntimeException e) { // a rejected task, too: this thread serves all connections
            connection.close();
        }
    }
}
