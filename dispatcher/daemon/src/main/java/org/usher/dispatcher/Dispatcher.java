package org.usher.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.usher.activation.Activation;
import org.usher.activation.InheritedSocket;
import org.usher.activation.ProcessEnvironment;
import org.usher.claim.ClaimReader;
import org.usher.claim.UnitClaims;
import org.usher.connection.ConnectionIds;
import org.usher.connection.Request;
import org.usher.control.ControlServer;
import org.usher.explain.Situation;
import org.usher.follow.Follower;
import org.usher.follow.Installation;
import org.usher.follow.Notices;
import org.usher.follow.Routing;
import org.usher.journal.Counters;
import org.usher.journal.Journal;
import org.usher.journal.Log;
import org.usher.loop.Loop;
import org.usher.notify.Supervisor;
import org.usher.offline.UnitPath;
import org.usher.page.ErrorPages;
import org.usher.posix.Kernel;
import org.usher.refusal.Refusal;
import org.usher.reservation.DirectoryWatch;
import org.usher.route.AppState;
import org.usher.route.Listener;
import org.usher.route.Route;
import org.usher.systemd.Systemd;
import org.usher.table.InForce;
import org.usher.unit.UnitSource;

/** The daemon from its start to its end: sockets, units, loop, announcement, and an orderly stop. */
public final class Dispatcher {
    private static final Path ERROR_PAGES = Path.of("/etc/usher/errors");

    /** A loop that does not take routes for so long has ended, or hangs: then the watchdog ends it. */
    private static final long LOOP_PATIENCE_SECONDS = 2;

    private final Arguments arguments;
    private final ProcessEnvironment environment = ProcessEnvironment.current();
    private final Kernel kernel = Kernel.linux();
    private final Supervisor supervisor = Supervisor.of(environment, kernel);
    private final Counters counters = new Counters();
    private final Log log = Log.of(environment, kernel);
    private final Journal journal = new Journal(log, counters, System::nanoTime);
    private final Systemd systemd = new Systemd(kernel);
    private final UnitPath units;
    /** As the loop knows them, or is about to. */
    private volatile Map<String, AppState> states = Map.of();

    private Dispatcher(Arguments arguments) {
        this.arguments = arguments;
        Path unitPath = arguments.unitPath();
        this.units = unitPath == null ? UnitPath.system(environment.variables()) : UnitPath.directory(unitPath);
    }

    /**
     * Serves until SIGTERM or SIGINT. Exit codes: 0 for an orderly end, 1 if it cannot start, 2 for a wrong usage, 70 if the
     * loop has died.
     */
    public static void main(String[] words) {
        System.exit(run(List.of(words)));
    }

    private static int run(List<String> words) {
        Arguments arguments;
        try {
            arguments = Arguments.parse(words);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            return 2;
        }
        Dispatcher dispatcher = new Dispatcher(arguments);
        try {
            dispatcher.serve();
            dispatcher.log.flush();
            return 0;
        } catch (IOException | IllegalStateException cannotStart) {
            dispatcher.journal.failedForGood("cannot start: " + cannotStart.getMessage());
            dispatcher.supervisor.status("cannot start: " + cannotStart.getMessage());
            return 1;
        }
    }

    private void serve() throws IOException {
        Activation.Received received = Activation.take().orElseThrow();
        ClaimReader reader = new ClaimReader(arguments.reservations().maintenance());
        UnitClaims claims =
                arguments.embedded() ? reader.update(units) : Follower.first(reader, systemd, supervisor, journal);
        Sockets sockets = Sockets.sort(received, arguments.port(), claims, kernel, journal::warned);
        Loop loop = loopOn(sockets);
        List<Listener> points = sockets.http().stream()
                .flatMap(InheritedListener::points)
                .distinct()
                .toList();
        Installation here = new Installation(points, units, arguments.reservations(), arguments.embedded());
        Notices notices = new Notices(supervisor, journal, thread("notices"));
        Routing routing = new Routing(here, reader, claims, next -> putInForce(next, sockets, loop), notices);
        loop.adopt(prepared(routing.situation(), sockets));
        loop.changeAhead(!arguments.embedded()); // until the units were read again by who hears of changes
        Runnable serving = () -> {
            sockets.park().ifPresent(loop::parkIn);
            // The loop serves from now on: nothing that the first request does not need delays it.
            new Thread(() -> announce(sockets, loop, routing, notices), "follow-systemd").start();
            loop.run();
            supervisor.stopping();
        };
        Termination.run(serving, loop::stop, journal);
    }

    /** Has the running loop route by {@code next}, and returns when it does. One thread at a time, never the loop's. */
    private void putInForce(Situation next, Sockets sockets, Loop loop) throws IOException {
        InForce inForce = prepared(next, sockets);
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        loop.post(() -> {
            if (!taken.isDone()) { // or we have given them up, and what is read next may be older
                loop.adopt(inForce);
                taken.complete(true);
            }
        });
        if (!taken.completeOnTimeout(false, LOOP_PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join()) {
            throw new IOException("the loop has not taken the routes for " + LOOP_PATIENCE_SECONDS + " s");
        }
    }

    /** Returns what the loop is given of {@code next}, for which everything else is ready. */
    private InForce prepared(Situation next, Sockets sockets) {
        sockets.warnUnlessFits(next.declarations().limits().headSizeMax(), journal::warned);
        counters.countBy(next.table().routes());
        states = next.declarations().states();
        return next.inForce();
    }

    private Loop loopOn(Sockets sockets) throws IOException {
        String root = arguments.socketRoot();
        Map<Refusal, byte[]> pages = ErrorPages.read(ERROR_PAGES, journal::warned);
        Loop loop = new Loop(
                kernel, ids(), journal, (reason, refused) -> page(reason, refused, pages), app -> root + app.socket());
        for (InheritedListener listener : sockets.http()) {
            loop.listen(listener.fd(), listener.point(), listener.proxyFrom());
        }
        sockets.handBack().ifPresent(loop::takeBack);
        keepAlive(loop, supervisor);
        return loop;
    }

    /** Tells systemd that the loop turns, on a thread of its own: any user can fill the queue that it waits for. */
    static void keepAlive(Loop loop, Supervisor supervisor) {
        Executor teller = thread("alive");
        supervisor
                .watchdogInterval()
                .ifPresent(interval -> loop.every(interval.dividedBy(2), () -> teller.execute(supervisor::alive)));
    }

    private static Executor thread(String name) {
        Executor executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.execute(() -> {}); // it begins now: later there may be no thread to be had
        return executor;
    }

    /** Returns the administrator's page for a refused request: that of its unit in maintenance, or else of the reason. */
    private Optional<byte[]> page(Refusal reason, Request refused, Map<Refusal, byte[]> pages) {
        Route route = refused.route();
        AppState state = route == null ? null : states.get(route.app().unit());
        return reason != Refusal.MAINTENANCE || state == null || state.result().isEmpty()
                ? Optional.ofNullable(pages.get(reason))
                : Optional.of(state.result().getBytes(UTF_8));
    }

    /** Opens the control socket, and only then says that the dispatcher is ready; follows systemd from then on. */
    private void announce(Sockets sockets, Loop loop, Routing routing, Notices notices) {
        try {
            Follower follower = new Follower(routing, notices, journal, loop::changeAhead);
            openControl(sockets, loop, routing);
            routing.tellFirst();
            supervisor.ready();
            DirectoryWatch.start(arguments.reservations().directories(), follower::readReservations, journal::warned);
            if (!arguments.embedded()) {
                follower.follow(systemd);
            }
        } catch (RuntimeException | Error failure) {
            journal.failedForGood("start: " + Journal.reason(failure));
            loop.stop();
        }
    }

    /** Answers usherctl, if that is possible: clients of port 80 are served without it. */
    private void openControl(Sockets sockets, Loop loop, Routing routing) {
        InheritedSocket control = sockets.control();
        try {
            if (control != null) {
                var inspection =
                        new LiveInspection(sockets.http(), loop, routing, this::source, counters, log, Instant.now());
                ControlServer ignored = ControlServer.start( // it ends with the process
                        control.serverSocketChannel(), inspection, journal::warned);
            }
        } catch (IOException | RuntimeException | LinkageError failure) {
            journal.failed("serve usherctl on usher-control.socket: " + Journal.reason(failure));
        }
    }

    /** Returns who knows the units, for one question: {@link #systemd} belongs to the thread that follows it. */
    private UnitSource source() {
        return arguments.embedded() ? units : new Systemd(kernel);
    }

    /** The key is kept where systemd says; without a state directory, ids hold as long as this process. */
    private ConnectionIds ids() throws IOException {
        String directory = environment.get("STATE_DIRECTORY");
        return new ConnectionIds(
                directory == null ? ConnectionIds.newKey() : StateKey.in(Path.of(directory), journal::warned));
    }
}
