package org.usher.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.usher.check.UnitCheck;
import org.usher.claim.UnitClaims;
import org.usher.embedded.Embedded;
import org.usher.embedded.ListenAddress;
import org.usher.embedded.Plan;
import org.usher.explain.InstalledUnits;
import org.usher.machine.LocalMachine;
import org.usher.offline.UnitPath;
import org.usher.problem.Fix;
import org.usher.report.ProblemReport;
import org.usher.reservation.ReservationPath;
import org.usher.reservation.Reservations;
import org.usher.route.Listener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves one directory of unit files in the foreground. */
@Command(
        name = "run",
        description = {
            "Serve the unit files of one directory, in the foreground and without root.",
            "Binds the addresses, starts the dispatcher, and each app when its first request comes, passing sockets as"
                    + " systemd does. Ctrl-C ends them all. For trying things out, never for production: programs run"
                    + " as you, and of a service only ExecStart=, Environment= and WorkingDirectory= count; users,"
                    + " sandboxing, limits, dependencies, timers and Type= do not."
        })
public final class Run implements Callable<Integer> {
    /** Longer than it takes to end programs by force. */
    private static final long SHUTDOWN_SECONDS = 8;

    /** The problem that the dispatcher's user cannot reach a socket: here there is only one user. */
    private static final String OTHER_USERS = "group-missing";

    private final Environment environment;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT[=PORT]",
            defaultValue = "127.0.0.1:8080=80",
            description = "Where to listen, and the port that prefixes must say to be found there"
                    + " (default: ${DEFAULT-VALUE}). May be repeated.")
    private List<ListenAddress> listen = new ArrayList<>();

    @Option(
            names = "--reservations",
            paramLabel = "DIR",
            description =
                    "Who may claim what: the reservations of DIR (default: those of reservations.d beside the units).")
    private @Nullable Path reservations;

    @Parameters(paramLabel = "DIR", description = "Unit files: NAME.socket, NAME.service, NAME.socket.d/*.conf.")
    private Path directory = Path.of(".");

    /** Makes the command; picocli fills in the options. */
    public Run(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new UsageException(directory + " is not a directory: name one that holds unit files");
        }
        if (reservations != null && !Files.isDirectory(reservations)) {
            throw new UsageException(reservations + " is not a directory: name one that holds reservations");
        }
        CountDownLatch over = new CountDownLatch(1);
        try (Embedded embedded = Embedded.prepare(plan(), environment.out())) {
            report(embedded);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(embedded, over), "stop"));
            embedded.run();
        } finally {
            over.countDown(); // only now that nothing is left may the JVM go
        }
        return ExitCode.OK.number();
    }

    private Plan plan() throws IOException {
        try {
            return new Plan(directory.toRealPath(), listen, dispatcher(), environment.variables());
        } catch (IllegalArgumentException unfit) {
            throw new UsageException(String.valueOf(unfit.getMessage()));
        }
    }

    private List<String> dispatcher() throws IOException {
        List<String> words = new ArrayList<>(environment.dispatcher());
        if (reservations != null) {
            words.addAll(List.of("--reservations", reservations.toRealPath().toString()));
        }
        return words;
    }

    private static void stop(Embedded embedded, CountDownLatch over) {
        embedded.stop();
        try {
            if (!over.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException ignored) { // nobody interrupts a shutdown hook
            Thread.currentThread().interrupt();
        }
    }

    private void report(Embedded embedded) throws IOException {
        PrintStream out = environment.out();
        reportProblems(embedded);
        embedded.notes().forEach(environment.err()::println);
        Invitation invitation =
                new Invitation(listen.get(0), embedded.declarations().claims());
        invitation.lines().forEach(out::println);
        out.println("USHER_CONTROL=" + embedded.controlSocket() + " usherctl routes");
        out.println("Ctrl-C ends it. Programs run as you, without the users and sandboxes of their units.");
    }

    /**
     * The mistakes that the dispatcher will find, too, and leaves to us to tell. Notes are for those who write units, and
     * are only counted.
     */
    private void reportProblems(Embedded embedded) throws IOException {
        UnitClaims declarations = embedded.declarations();
        UnitPath units = UnitPath.directory(directory);
        InstalledUnits installed = Offline.all(units);
        Reservations reserved = Reservations.read(
                reservations == null ? ReservationPath.beside(directory) : new ReservationPath(List.of(reservations)));
        List<ProblemReport> advice = UnitCheck.ofAll(declarations, units, new LocalMachine()).stream()
                .map(ProblemReport::of)
                .filter(problem -> !problem.id().equals(OTHER_USERS))
                .toList();
        List<ProblemReport> mistakes = new ArrayList<>(
                Offline.served(declarations, installed, reserved, points()).problemReports());
        mistakes.addAll(advice);
        mistakes.removeIf(Run::isNote);
        new ProblemList(mistakes).print(environment.err());
        List<ProblemReport> all = new ArrayList<>(
                Offline.situation(declarations, installed, reserved).problemReports());
        all.addAll(advice);
        long notes = all.stream().filter(Run::isNote).count();
        if (notes > 0) {
            String count = notes == 1 ? "1 note" : notes + " notes";
            environment.out().println(count + " on these units: " + Fix.command("usherctl", "check", directory));
        }
    }

    private static boolean isNote(ProblemReport problem) {
        return problem.severity().equals("note");
    }

    private List<Listener> points() {
        List<Listener> points = new ArrayList<>();
        for (ListenAddress address : listen) {
            boolean loopback = address.address().getAddress().isLoopbackAddress();
            points.add(new Listener("http", address.port(), loopback));
        }
        return points;
    }
}
