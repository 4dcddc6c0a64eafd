package org.usher.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.posix.Kernel;

/**
 * A service and the sockets that activate it.
 *
 * <p>It starts when something waits on a socket, and again after it has ended if something does. What arrives while no
 * process runs waits in the sockets. A service that starts too often is given up, as by systemd: its sockets close, and the
 * dispatcher answers 503. Owns the process and the sockets.
 */
final class Activated implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private record Running(long pid, Output output) {}

    private final String name;
    private final Program program;
    private final List<BoundSocket> sockets;
    private final Deque<Long> startedNanos = new ArrayDeque<>();
    private final EventLoop loop;
    private final Children children;
    private final Kernel kernel;
    private final PrintStream out;

    private @Nullable Running running;
    private boolean stopping;

    /** Makes a service that is not watched yet. */
    Activated(String name, Program program, List<BoundSocket> sockets, Surroundings surroundings) {
        this.name = name;
        this.program = program;
        this.sockets = new ArrayList<>(sockets);
        this.loop = surroundings.loop();
        this.children = surroundings.children();
        this.kernel = surroundings.kernel();
        this.out = surroundings.out();
    }

    /** What all services share. */
    record Surroundings(Kernel kernel, EventLoop loop, Children children, PrintStream out) {}

    /** Waits until something waits on a socket; in vain if the service is stopped. */
    void await() {
        for (BoundSocket socket : sockets) {
            try {
                loop.watch(socket.fd(), this::start);
            } catch (IOException shortage) {
                say(shortage.getMessage());
            }
        }
    }

    /** Starts the program at once, unless it has started too often. */
    void start() {
        sockets.forEach(socket -> loop.unwatch(socket.fd()));
        if (stopping) {
            return;
        }
        StartLimit limit = program.limit();
        long now = System.nanoTime();
        startedNanos.removeIf(started -> now - started >= limit.interval().toNanos());
        if (startedNanos.size() >= limit.burst() && !limit.interval().isZero()) {
            close();
            say("has started " + limit.burst() + " times within "
                    + limit.interval().toSeconds() + " s and is given up: its sockets close until unit files change");
            return;
        }
        startedNanos.add(now);
        Output output = null;
        try {
            output = new Output(kernel, loop, out, name + " | ");
            long pid = children.start(program, sockets, output.writeEnd());
            output.passedOn();
            running = new Running(pid, output);
            children.whenEnded(pid, () -> loop.post(this::ended));
        } catch (IOException failure) {
            say(failure.getMessage());
            if (output != null) {
                output.passedOn();
                output.end();
            }
            loop.after(PAUSE, this::await);
        }
    }

    private void ended() {
        Running ended = Objects.requireNonNull(running);
        ended.output().drain();
        int code = children.reap(ended.pid());
        ended.output().end();
        running = null;
        if (code != 0 && !stopping) {
            say("has failed with exit code " + code);
        }
        loop.after(PAUSE, this::await);
    }

    /** Ends the program if it runs, and does not start it again. */
    void stop() {
        stopping = true;
        sockets.forEach(socket -> loop.unwatch(socket.fd()));
        Running ending = running;
        if (ending != null) {
            children.signal(ending.pid(), Children.SIGTERM);
            loop.after(STOP_TIMEOUT, () -> kill(ending));
        }
    }

    private void kill(Running ending) {
        if (ending.equals(running)) {
            say("does not end within " + STOP_TIMEOUT.toSeconds() + " s after SIGTERM and is killed");
            children.signal(ending.pid(), Children.SIGKILL);
        }
    }

    /** Whether no program runs, and none will. */
    boolean stopped() {
        return stopping && running == null;
    }

    /** Closes the sockets; what waits in them is lost. */
    @Override
    public void close() {
        sockets.forEach(BoundSocket::close);
        sockets.clear();
    }

    private void say(@Nullable String what) {
        out.println(name + " " + what);
    }
}
