package org.usher.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.usher.check.StrayClaims;
import org.usher.check.UnitCheck;
import org.usher.claim.UnitClaims;
import org.usher.embedded.Embedded;
import org.usher.embedded.ListenAddress;
import org.usher.embedded.Plan;
import org.usher.explain.InstalledUnits;
import org.usher.explain.Situation;
import org.usher.machine.Machine;
import org.usher.offline.UnitPath;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.reservation.ReservationPath;
import org.usher.reservation.Reservations;
import org.usher.route.Listener;
import org.usher.route.Route;
import org.usher.table.RouteTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves one directory of unit files in the foreground. */
@Command(
        name = "run",
        description = {
            "Serve the unit files of one directory, in the foreground and without root.",
            "Binds the addresses, starts the dispatcher, and starts each app at its first request, passing sockets as"
                    + " systemd does. Ctrl-C stops them all. For trying things out, never for production: programs run"
                    + " as you, and of a service only ExecStart=, Environment= and WorkingDirectory= are used; users,"
                    + " sandboxing, limits, dependencies, timers and Type= are not."
        })
public final class Run implements Subcommand {
    private static final String USHERCTL = System.getProperty("usherctl", "usherctl"); // as the launcher was called

    /** A group that usher needs, where there is only one user; and a service without which an app has a note of its own. */
    private static final List<String> SAID_OTHERWISE = List.of("group-missing", "service-missing");

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT[=PORT]",
            defaultValue = "127.0.0.1:8080=80",
            description = "Where to listen, and the port that prefixes must name to match there"
                    + " (default: ${DEFAULT-VALUE}). May be repeated.")
    private List<String> listen = new ArrayList<>();

    @Option(
            names = "--reservations",
            paramLabel = "DIR",
            description =
                    "Which units may claim what: the reservations of DIR (default: reservations.d beside the units).")
    private @Nullable Path reservations;

    @Parameters(paramLabel = "DIR", description = "Unit files: NAME.socket, NAME.service, NAME.socket.d/*.conf.")
    private Path directory = Path.of(".");

    @Override
    public ExitCode run(Environment environment) throws IOException {
        ReservationOptions.requireDirectory(directory, "unit files");
        if (reservations != null) {
            ReservationOptions.requireDirectory(reservations, "reservations");
        }
        Plan plan = plan(environment);
        while (serve(plan, environment)) {
            environment.out().println();
        }
        return ExitCode.OK;
    }

    /** Serves until it is ended, or unit files change; returns whether they have. */
    private boolean serve(Plan plan, Environment environment) throws IOException {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (Embedded embedded = Embedded.prepare(plan, environment.out())) {
            RouteTable table = reportProblems(embedded.declarations(), plan.listen(), environment);
            embedded.notes().forEach(environment.err()::println);
            invite(embedded, table, plan.listen().get(0), environment.out());
            Thread ending = new Thread(() -> {
                embedded.stop();
                over.join();
            });
            Runtime.getRuntime().addShutdownHook(ending);
            return embedded.run() && Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException ends) { // the JVM does, and the hook waits
            return false;
        } finally {
            over.complete(null); // only now that nothing is left may the JVM go
        }
    }

    private Plan plan(Environment environment) throws IOException {
        List<String> dispatcher =
                List.of(environment.dispatcher(), "--reservations", reserving().toString());
        List<ListenAddress> addresses =
                listen.stream().map(ListenAddress::parse).toList();
        return new Plan(directory.toRealPath(), addresses, dispatcher, environment.variables());
    }

    private Path reserving() {
        return (reservations == null ? directory.resolve("reservations.d") : reservations).toAbsolutePath();
    }

    private void invite(Embedded embedded, RouteTable table, ListenAddress listen, PrintStream out) {
        if (embedded.declarations().claims().isEmpty()) {
            out.println("No unit here claims a prefix: write [X-HTTP] and Prefix=/name/ into a file NAME.socket.");
        }
        table.routes().stream()
                .map(Route::claim)
                .filter(embedded.served()::contains)
                .forEach(claim -> out.println(Invitation.line(listen, claim)));
        String see = " routes (or explain URL, or problems)";
        out.println("USHER_CONTROL=" + embedded.controlSocket() + " " + USHERCTL + see);
        out.println("Changes of unit files are followed; Ctrl-C ends it, a second one at once."
                + " Programs run as you, without the users and sandboxes of their units.");
    }

    /**
     * Prints the mistakes, which the dispatcher finds, too, and does not print when it is embedded. Returns the routes
     * that are left.
     */
    private RouteTable reportProblems(UnitClaims declarations, List<ListenAddress> listen, Environment environment)
            throws IOException {
        UnitPath units = UnitPath.directory(directory);
        InstalledUnits installed = new InstalledUnits(units::socketNames, null);
        Reservations reserved = Reservations.read(new ReservationPath(List.of(reserving())));
        List<Listener> listeners = listen.stream()
                .map(at -> new Listener(
                        "http", at.port(), at.address().getAddress().isLoopbackAddress()))
                .toList();
        Situation served = Situation.of(declarations, reserved, listeners, declarations.hostPolicy(true), installed);
        List<Problem> problems = new ArrayList<>(served.problems());
        problems.addAll(UnitCheck.ofAll(declarations, units, new Machine()));
        problems.addAll(StrayClaims.in(units, List.of()));
        problems.removeIf(
                problem -> problem.severity() == Problem.Severity.NOTE || SAID_OTHERWISE.contains(problem.id()));
        new ProblemList(problems).print(environment.err());
        environment.out().println("More on these units: " + Fix.command(USHERCTL, "check", directory));
        return served.table();
    }
}
