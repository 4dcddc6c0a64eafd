package org.usher.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.usher.posix.Epoll;
import org.usher.posix.Kernel;

/**
 * A service and the sockets that activate it, on a thread of its own.
 *
 * <p>It starts when something waits on a socket, and again after it has ended if something does. What arrives while no
 * process runs waits in the sockets. A service that starts too often is given up for a while, as by systemd and
 * usher-rearm@.service: its sockets close, and the dispatcher answers 503. Owns the process and the sockets.
 */
final class Activated implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** After this time without a crash loop the next one is the first again. */
    private static final Duration PEACE = Duration.ofMinutes(5);

    /** How long what a process has left behind may write after it was killed. */
    private static final long LAST_WORDS_SECONDS_MAX = 1;

    private final String name;
    private final Program program;
    private final List<Binding> bindings = new ArrayList<>();
    private final List<BoundSocket> sockets = new ArrayList<>();
    private final Children children;
    private final Kernel kernel = Kernel.linux();
    private final PrintStream out;
    private final Epoll events = new Epoll(1);
    private final int epoll;
    private final int wakeUp;

    private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

    /** The process, until it is reaped. Guarded, as is {@link #stopping}, by this. */
    private Children.@Nullable Child running;

    private boolean stopping;

    private long givenUpNanos = System.nanoTime() - PEACE.toNanos();
    private long waitMillis;

    /** Makes a socket of the service: when it is added, and again after a crash loop. */
    interface Binding {
        BoundSocket bind() throws IOException;
    }

    /** Makes a service without sockets that does not wait yet. */
    Activated(String name, Program program, Children children, PrintStream out) throws IOException {
        this.name = name;
        this.program = program;
        this.children = children;
        this.out = out;
        this.epoll = BoundSocket.made(kernel.epollCreate(), "epoll_create1");
        this.wakeUp = BoundSocket.made(kernel.eventFd(), "eventfd");
        watch(wakeUp);
    }

    private void watch(int fd) throws IOException {
        BoundSocket.made(kernel.epollAdd(epoll, fd, Epoll.EPOLLIN, fd), "epoll_ctl");
    }

    /** Adds a socket, which is the service's. */
    void add(Binding binding) throws IOException {
        bindings.add(binding);
        bind(binding);
    }

    private void bind(Binding binding) throws IOException {
        BoundSocket socket = binding.bind();
        sockets.add(socket);
        watch(socket.fd());
    }

    /** Begins to wait, or to run the program {@code atOnce}. */
    void begin(boolean atOnce) {
        ended = inBackground(() -> serve(atOnce));
    }

    private static CompletableFuture<Void> inBackground(Runnable task) {
        return CompletableFuture.runAsync(task, any -> new Thread(any, "run").start());
    }

    private void serve(boolean atOnce) {
        Deque<Long> startedNanos = new ArrayDeque<>();
        StartLimit limit = program.limit();
        for (boolean wanted = atOnce || awaitClient(); wanted; wanted = awaitClient()) {
            long now = System.nanoTime();
            startedNanos.removeIf(started -> now - started >= limit.interval().toNanos());
            if (startedNanos.size() >= limit.burst() && !limit.interval().isZero()) {
                if (!isRearmed(now, limit)) {
                    return;
                }
                startedNanos.clear();
                continue;
            }
            startedNanos.add(now);
            try {
                runOnce();
            } catch (IOException failure) {
                say(failure.getMessage());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /**
     * Closes the sockets, and makes them anew when usher-rearm@.service would start a socket unit again: later each time.
     * Returns false if the service is stopped before that.
     */
    private boolean isRearmed(long nowNanos, StartLimit limit) {
        long max = limit.waitMax().toMillis();
        waitMillis = nowNanos - givenUpNanos < PEACE.toNanos() ? Math.min(2 * waitMillis, max) : max / 8;
        givenUpNanos = nowNanos;
        closeSockets();
        say("has started " + limit.burst() + " times within " + limit.interval().toSeconds()
                + " s and is given up: its sockets close for " + waitMillis / 1000 + " s, or until unit files change");
        boolean stopped = kernel.epollWait(epoll, events, (int) waitMillis) > 0;
        try {
            for (Binding binding : stopped ? List.<Binding>of() : bindings) {
                bind(binding);
            }
        } catch (IOException unbound) {
            say(unbound.getMessage());
        }
        return !stopped;
    }

    /** Waits until something waits on a socket; returns false if the service is stopped. */
    private boolean awaitClient() {
        while (kernel.epollWait(epoll, events, -1) <= 0) {} // a signal has come
        synchronized (this) {
            return !stopping;
        }
    }

    private void runOnce() throws IOException {
        Children.Child child = start();
        if (child == null) {
            return;
        }
        Output output = new Output(out, name + " | ");
        CompletableFuture<Void> printed = inBackground(() -> output.print(child.output()));
        Children.awaitEnd(child);
        int code = reap(child);
        printed.completeOnTimeout(null, LAST_WORDS_SECONDS_MAX, TimeUnit.SECONDS)
                .join();
        if (code != 0) {
            say("has failed with exit code " + code);
        }
    }

    private synchronized Children.@Nullable Child start() throws IOException {
        running = stopping ? null : children.start(program, sockets);
        return running;
    }

    /** Returns the exit code; 0 if the end was wanted. */
    private synchronized int reap(Children.Child child) {
        running = null;
        int code = children.reap(child.pid());
        return stopping ? 0 : code;
    }

    /** Asks the program to end if it runs, kills it if it ignores that, and does not start it again. */
    synchronized void stop() {
        stopping = true;
        kernel.writeNumber(wakeUp, 1);
        if (running != null && !children.end(running.pid())) {
            kill("ignores SIGTERM");
        }
    }

    /** Kills the program if it still runs; {@code why} is told. */
    synchronized void kill(String why) {
        if (running != null) {
            say(why + " and is killed");
            children.signal(running.pid(), Children.SIGKILL);
        }
    }

    /** Waits until no program runs, and none will. */
    void awaitEnd() {
        ended.join();
    }

    private void closeSockets() {
        sockets.forEach(BoundSocket::close);
        sockets.clear();
    }

    /** Closes the sockets; what waits in them is lost. */
    @Override
    public void close() {
        closeSockets();
        kernel.close(wakeUp);
        kernel.close(epoll);
    }

    private void say(@Nullable String what) {
        out.println(name + " " + what);
    }
}
