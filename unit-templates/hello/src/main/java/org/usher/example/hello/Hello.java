package org.usher.example.hello;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.usher.activation.Activation;
import org.usher.handoff.HandoffListener;
import org.usher.notify.Notification;
import org.usher.notify.Supervisor;

/**
 * The hello example: a fixed number of threads, each of which takes a connection and serves it to its end, so that no
 * message is taken that nobody can serve; the others wait in the socket.
 */
public final class Hello {
    private static final int THREADS = 64;
    private static final int STOP_SECONDS_MAX = 20;

    private Hello() {}

    /** Serves the connections that arrive on the socket of {@code hello.socket} until the process is asked to stop. */
    public static void main(String[] arguments) throws IOException {
        Supervisor supervisor = Supervisor.current();
        HandoffListener listener =
                HandoffListener.open(Activation.take().orElseThrow().only("hello.socket"));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int i = 0; i < THREADS; i++) {
            threads.execute(() -> serve(listener));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(supervisor, listener, threads)));
        supervisor.send(Notification.ready().status("greeting"));
    }

    private static void serve(HandoffListener listener) {
        try {
            while (true) {
                new Session(listener.accept()).run();
            }
        } catch (ClosedChannelException ignored) { // asked to stop
        } catch (IOException e) {
            throw new IllegalStateException("receive connections", e);
        }
    }

    /** First receives no more, then answers what was received; what waits in the socket is for the next process. */
    private static void stop(Supervisor supervisor, HandoffListener listener, ExecutorService threads) {
        supervisor.stopping();
        listener.close();
        threads.shutdown();
        try {
            threads.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException ignored) { // then at once
        }
    }
}
