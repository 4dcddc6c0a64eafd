package org.usher.dispatcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.activation.Activation;
import org.usher.activation.InheritedSocket;
import org.usher.activation.ProcessEnvironment;
import org.usher.claim.ClaimReader;
import org.usher.claim.UnitClaims;
import org.usher.connection.ConnectionIds;
import org.usher.control.ControlServer;
import org.usher.journal.Counters;
import org.usher.journal.Journal;
import org.usher.journal.Sink;
import org.usher.loop.Loop;
import org.usher.notify.Notification;
import org.usher.notify.Supervisor;
import org.usher.offline.SystemUnitPath;
import org.usher.offline.UnitPath;
import org.usher.posix.Kernel;
import org.usher.refusal.ErrorPages;
import org.usher.reservation.DirectoryWatch;
import org.usher.route.App;
import org.usher.route.Limits;
import org.usher.routing.Announcements;
import org.usher.routing.FirstReading;
import org.usher.routing.Follower;
import org.usher.routing.Installed;
import org.usher.routing.Reloading;
import org.usher.routing.Routing;
import org.usher.systemd.Systemd;
import org.usher.unit.UnitSource;

/** The daemon from its start to its end: sockets, units, loop, announcement, and an orderly stop. */
public final class Dispatcher {
    private static final Path ERROR_PAGES = Path.of("/etc/usher/errors");

    private final Arguments arguments;
    private final ProcessEnvironment environment;
    private final Kernel kernel;
    private final Supervisor supervisor;
    private final Counters counters = new Counters();
    private final Journal journal;

    private Dispatcher(Arguments arguments, ProcessEnvironment environment) {
        this.arguments = arguments;
        this.environment = environment;
        this.kernel = Kernel.linux();
        this.supervisor = Supervisor.of(environment, kernel);
        this.journal = new Journal(Sink.of(environment, kernel), counters, System::nanoTime);
    }

    /** Serves until SIGTERM or SIGINT. Exit codes: 0 for an orderly end, 1 if it cannot start, 2 for a wrong usage. */
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
        Dispatcher dispatcher = new Dispatcher(arguments, ProcessEnvironment.current());
        try {
            dispatcher.serve();
            dispatcher.journal.flush();
            return 0;
        } catch (IOException | IllegalStateException cannotStart) {
            dispatcher.journal.failedForGood("cannot start: " + cannotStart.getMessage());
            dispatcher.supervisor.status("cannot start: " + cannotStart.getMessage());
            return 1;
        }
    }

    private void serve() throws IOException {
        Activation.Received received = Activation.take().orElseThrow();
        ClaimReader ledger = new ClaimReader();
        UnitClaims declarations = firstOf(ledger);
        Sockets sockets = Sockets.sort(received, name -> port(name, declarations), kernel);
        checkUsable(sockets);

        ErrorPages pages = ErrorPages.load(ERROR_PAGES);
        pages.faults().forEach(journal::warned);
        Loop loop = new Loop(kernel, Limits.DEFAULT, ids(), journal, pages, this::socketPath);
        for (InheritedListener listener : sockets.http()) {
            loop.listen(listener.fd(), listener.point());
        }
        if (sockets.handBack() != Sockets.NONE) {
            loop.takeBack(sockets.handBack());
        }
        Adoption adoption = new Adoption(loop, sockets.http(), journal);
        Routing routing = new Routing(sockets.points(), installed(), ledger, adoption::put, journal);
        adoption.begin(routing.begin(declarations));
        Announcements announcements = new Announcements(supervisor, routing);
        Reloading reloading = new Reloading(routing, this::source, announcements, journal);

        supervisor.watchdogInterval().ifPresent(interval -> loop.every(interval.dividedBy(2), supervisor::alive));
        Termination termination = Termination.bySignal(loop::stop);
        if (sockets.park() != Sockets.NONE) {
            loop.parkIn(sockets.park());
        }
        // The loop serves from now on: all that a first request needs not wait for is done beside it.
        LiveInspection inspection = new LiveInspection(loop, routing, counters, journal, sockets, reloading);
        Thread announcer =
                new Thread(() -> announce(loop, routing, reloading, announcements, sockets.control(), inspection));
        announcer.start();
        loop.run();
        supervisor.send(Notification.stopping());
        termination.completed();
    }

    /** Opens the control socket, takes the signals and only then says that we are ready: the JVM's own SIGHUP exits. */
    private void announce(
            Loop loop,
            Routing routing,
            Reloading reloading,
            Announcements announcements,
            @Nullable InheritedSocket control,
            LiveInspection inspection) {
        try {
            startControl(control, inspection);
            Signals.on("HUP", reloading::onSignal);
            routing.tellFirstProblems();
            announcements.ready();
            if (source() instanceof Systemd systemd) {
                Follower.start(systemd, routing, announcements, journal);
            }
            DirectoryWatch.start(arguments.reservations().directories(), reloading::readReservations, journal::warned);
        } catch (IOException | IllegalStateException incomplete) {
            journal.failedForGood("start: " + incomplete.getMessage());
            loop.stop();
        }
    }

    /** What the units declare at the start. While systemd cannot be asked, clients wait: no answer would be a true one. */
    private UnitClaims firstOf(ClaimReader ledger) throws IOException {
        return arguments.embedded()
                ? ledger.update(source())
                : new FirstReading(supervisor, journal).of(ledger, kernel);
    }

    private UnitSource source() {
        Path unitPath = arguments.unitPath();
        return unitPath == null ? new Systemd(kernel) : UnitPath.directory(unitPath);
    }

    private Installed installed() {
        Path unitPath = arguments.unitPath();
        UnitPath units = unitPath == null ? SystemUnitPath.of(environment.variables()) : UnitPath.directory(unitPath);
        return new Installed(units, arguments.reservations(), arguments.embedded());
    }

    private void checkUsable(Sockets sockets) {
        if (sockets.http().isEmpty()) {
            throw new IllegalStateException(
                    "no listening TCP socket was passed: usher.socket needs a line such as ListenStream=80");
        }
        for (String socket : sockets.unused()) {
            journal.warned("socket " + socket + " is not used: usher knows TCP listeners, return, control and park");
        }
    }

    /** The port for which listeners of a name stand, 0 for their own. */
    private int port(String name, UnitClaims declarations) {
        return arguments.port().orElseGet(() -> declarations.portOf(name).orElse(0));
    }

    /** The key is kept where systemd says; without a state directory, ids hold as long as this process. */
    private ConnectionIds ids() throws IOException {
        String directory = environment.get("STATE_DIRECTORY");
        return ConnectionIds.withKey(directory == null ? ConnectionIds.newKey() : StateKey.in(Path.of(directory)));
    }

    private String socketPath(App app) {
        Path root = Path.of("/");
        return arguments.socketRoot().equals(root)
                ? app.socket().toString()
                : arguments.socketRoot().resolve(root.relativize(app.socket())).toString();
    }

    private void startControl(@Nullable InheritedSocket control, LiveInspection inspection) throws IOException {
        if (control != null) {
            ControlServer ignored = ControlServer.start( // it ends with the process
                    control.serverSocketChannel(), inspection, journal::warned);
        }
    }
}
