package org.usher.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.usher.problem.Problems;
import org.usher.reservation.ReservationFile;
import org.usher.reservation.ReservationPath;
import org.usher.reservation.Reservations;
import org.usher.route.Reservation;
import org.usher.route.UrlPrefix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a reservation back. */
@Command(
        name = "unreserve",
        description = {
            "Take the reservation of a prefix back: whoever claims it gets it again. For root.",
            "Removes it from the file that holds it, and the file if it holds nothing else. With --dry-run nothing"
                    + " changes, and it exits with 1 if there would be a warning."
        },
        mixinStandardHelpOptions = true)
public final class Unreserve implements Callable<Integer> {
    private final Environment environment;

    @Option(names = "--dry-run", description = "Say what would change, and change nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "PREFIX", description = "The prefix, in the form in which it is reserved.")
    private String prefix = "";

    /** Makes the command; picocli fills in the options. */
    public Unreserve(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        UrlPrefix unwanted = ReservationChange.prefix(prefix);
        ReservationPath path = ReservationPath.of(environment.variables());
        ReservationFiles files = new ReservationFiles(path);
        Reservations before = Reservations.read(path);
        List<Reservation> found = new ArrayList<>(before.all());
        found.removeIf(reservation -> !reservation.prefix().equals(unwanted));
        if (found.isEmpty()) {
            throw new UsageException("nothing reserves " + unwanted + ": usherctl reservations lists what is reserved");
        }
        List<Removal> removals = new ArrayList<>();
        for (Path file : filesOf(found)) {
            removals.add(removal(file, unwanted, files, before));
        }
        List<Reservation> remaining = new ArrayList<>(before.all());
        remaining.removeAll(found);
        removals.forEach(
                removal -> environment.out().println((dryRun ? "Would remove " : "Removes ") + removal.what() + "."));
        Reservations after = new Reservations(remaining, before.problems());
        return new ReservationChange(environment, unwanted, dryRun)
                .make(before, after, () -> removals.forEach(Removal::make))
                .number();
    }

    private static Set<Path> filesOf(List<Reservation> reservations) {
        Set<Path> files = new LinkedHashSet<>();
        reservations.forEach(reservation -> files.add(reservation.file()));
        return files;
    }

    /** One step that takes a reservation away: what it removes, and how. */
    private record Removal(String what, Runnable step) {
        void make() {
            step.run();
        }
    }

    private static Removal removal(Path file, UrlPrefix unwanted, ReservationFiles files, Reservations before)
            throws IOException {
        boolean alone = before.all().stream()
                .filter(reservation -> reservation.file().equals(file))
                .allMatch(reservation -> reservation.prefix().equals(unwanted));
        if (alone) {
            return new Removal(file.toString(), () -> files.delete(file));
        }
        byte[] rest = without(file, unwanted);
        return new Removal(unwanted + " from " + file, () -> files.write(file, rest));
    }

    /** What the file says without that prefix. */
    private static byte[] without(Path file, UrlPrefix unwanted) throws IOException {
        byte[] content = Files.readAllBytes(file);
        byte[] rest =
                ReservationText.of(new String(content, UTF_8)).without(unwanted).getBytes(UTF_8);
        List<Reservation> expected = new ArrayList<>(parse(file, content));
        expected.removeIf(reservation -> reservation.prefix().equals(unwanted));
        if (!rules(expected).equals(rules(parse(file, rest)))) {
            throw new UsageException(file + " is written in a way that only you can edit: take " + unwanted
                    + " out of it, then: systemctl reload usher");
        }
        return rest;
    }

    private static List<Reservation> parse(Path file, byte[] content) {
        return ReservationFile.parse(file, content, new Problems()).reservations();
    }

    /** What reservations say, wherever they stand. */
    private static List<List<Object>> rules(List<Reservation> reservations) {
        return reservations.stream()
                .map(r -> List.<Object>of(r.prefix(), r.units()))
                .toList();
    }
}
