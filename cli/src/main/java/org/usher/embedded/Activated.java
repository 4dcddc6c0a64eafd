package org.usher.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.posix.Kernel;

/**
 * A service and the sockets that activate it.
 *
 * <pre>
 * Waiting ── something waits on a socket ──▶ Running ── exits well ──▶ Waiting
 *    ▲                                          └── fails ──▶ Resting ──┐
 *    └────────────────────────── the pause is over ─────────────────────┘
 * </pre>
 *
 * The sockets stay open all the time: what arrives while no process runs waits in them. Owns the process.
 */
final class Activated {
    private static final Duration PAUSE_MIN = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    /** A program that ends well but sooner would be started again at once, without end, if it takes nothing. */
    private static final Duration LIFE_MIN = Duration.ofSeconds(1);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private sealed interface Phase {
        record Waiting() implements Phase {}

        record Running(long pid, Output output, long startedNanos) implements Phase {}

        record Resting() implements Phase {}

        record Stopped() implements Phase {}
    }

    private final String name;
    private final Program program;
    private final List<BoundSocket> sockets;
    private final EventLoop loop;
    private final Children children;
    private final Kernel kernel;
    private final PrintStream out;

    private Phase phase = new Phase.Resting();
    private Duration pause = PAUSE_MIN;
    private boolean stopping;

    /** Makes a service that is not watched yet. */
    Activated(String name, Program program, List<BoundSocket> sockets, Surroundings surroundings) {
        this.name = name;
        this.program = program;
        this.sockets = List.copyOf(sockets);
        this.loop = surroundings.loop();
        this.children = surroundings.children();
        this.kernel = surroundings.kernel();
        this.out = surroundings.out();
    }

    /** What all services share. */
    record Surroundings(Kernel kernel, EventLoop loop, Children children, PrintStream out) {}

    /** Waits until something waits on a socket. */
    void await() {
        if (stopping) {
            phase = new Phase.Stopped();
            return;
        }
        phase = new Phase.Waiting();
        for (BoundSocket socket : sockets) {
            try {
                loop.watch(socket.fd(), this::start);
            } catch (IOException shortage) {
                say(shortage.getMessage());
            }
        }
    }

    /** Starts the program at once. */
    void start() {
        sockets.forEach(socket -> loop.unwatch(socket.fd()));
        Output output = null;
        try {
            output = new Output(kernel, loop, out, name + " | ");
            long pid = children.start(program, sockets, output.writeEnd());
            output.passedOn();
            phase = new Phase.Running(pid, output, System.nanoTime());
            children.whenEnded(pid, () -> loop.post(this::ended));
        } catch (IOException failure) {
            say(failure.getMessage());
            if (output != null) {
                output.passedOn();
                output.end();
            }
            rest();
        }
    }

    private void ended() {
        if (!(phase instanceof Phase.Running running)) {
            throw new IllegalStateException(name + " has ended twice");
        }
        running.output().drain();
        int code = children.reap(running.pid());
        running.output().end();
        Duration life = Duration.ofNanos(System.nanoTime() - running.startedNanos());
        if (stopping) {
            phase = new Phase.Stopped();
        } else if (code == 0 && life.compareTo(LIFE_MIN) >= 0) {
            pause = PAUSE_MIN;
            await();
        } else {
            say(code == 0 ? "has ended at once" : "has failed with exit code " + code);
            rest();
        }
    }

    private void rest() {
        phase = new Phase.Resting();
        loop.after(pause, this::await);
        pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
    }

    /** Ends the program if it runs, and does not start it again. */
    void stop() {
        stopping = true;
        sockets.forEach(socket -> loop.unwatch(socket.fd()));
        if (phase instanceof Phase.Running running) {
            children.signal(running.pid(), Children.SIGTERM);
            loop.after(STOP_TIMEOUT, () -> kill(running));
        } else {
            phase = new Phase.Stopped();
        }
    }

    private void kill(Phase.Running running) {
        if (phase == running) {
            say("does not end within " + STOP_TIMEOUT.toSeconds() + " s after SIGTERM and is killed");
            children.signal(running.pid(), Children.SIGKILL);
        }
    }

    boolean stopped() {
        return phase instanceof Phase.Stopped;
    }

    private void say(@Nullable String what) {
        out.println(name + " " + what);
    }
}
