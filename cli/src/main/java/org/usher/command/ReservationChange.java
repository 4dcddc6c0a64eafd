package org.usher.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.usher.offline.UnitPath;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.report.ReservationReport;
import org.usher.reservation.ReservationFile;
import org.usher.reservation.ReservationPath;
import org.usher.reservation.Reservations;
import org.usher.route.Reservation;
import org.usher.route.UrlPrefix;
import org.usher.unit.UnitFile;

/** A change of the reservations of one prefix: what there will be, the files that say so, and what comes of it. */
final class ReservationChange {
    private final Environment environment;
    private final UrlPrefix prefix;
    private final Reservations before;
    private final List<Reservation> after;
    private final Map<Path, String> texts = new LinkedHashMap<>();

    /** @param after all that is reserved when the change is made */
    ReservationChange(Environment environment, UrlPrefix prefix, Reservations before, List<Reservation> after) {
        this.environment = environment;
        this.prefix = prefix;
        this.before = before;
        this.after = List.copyOf(after);
    }

    /** Makes a change while no other command makes one; where nothing can be written, there is nothing to wait for. */
    static ExitCode alone(Environment environment, boolean dryRun, Subcommand change) throws IOException {
        Path directory =
                ReservationPath.of(environment.variables()).directories().get(0);
        Path file = directory.resolveSibling(directory.getFileName() + ".lock");
        if (dryRun || !Files.isWritable(file.resolveSibling(""))) {
            return change.run(environment);
        }
        try (FileChannel lock = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock ignored = lock.lock(); // it ends with the channel
            return change.run(environment);
        }
    }

    /** The prefix that an argument spells. */
    static UrlPrefix prefix(String argument) {
        try {
            return PrefixReader.parse(argument);
        } catch (PrefixException bad) {
            throw new IllegalArgumentException(String.valueOf(bad.getMessage()));
        }
    }

    /**
     * Adds a file of the change.
     *
     * @param text the new content; empty to delete the file
     * @param otherwise the message if a dispatcher would not read that content as it is meant
     */
    void add(Path file, String text, String otherwise) {
        List<Reservation> read = ReservationFile.read(UnitFile.parse(file, text.getBytes(UTF_8)), new Problems());
        if (!rules(file, read).equals(rules(file, after))) {
            throw new IllegalArgumentException(otherwise);
        }
        texts.put(file, text);
    }

    /** What a file says, on whatever lines. */
    private static List<List<Object>> rules(Path file, List<Reservation> reservations) {
        return reservations.stream()
                .filter(reservation -> reservation.file().equals(file))
                .map(reservation -> List.<Object>of(reservation.prefix(), reservation.units()))
                .toList();
    }

    /**
     * Writes the files, prints {@code said} and the problems that the change brings to the units that are enabled, and has
     * the dispatcher read what was written, if one runs. A dry run prints alone.
     */
    ExitCode make(boolean dryRun, String said) throws IOException {
        if (!dryRun) {
            for (Map.Entry<Path, String> change : texts.entrySet()) {
                AdministratorsFiles.replace(change.getKey(), change.getValue().isEmpty() ? null : change.getValue());
            }
        }
        said.lines().forEach(environment.out()::println);
        UnitPath units = UnitPath.system(environment.variables());
        Reservations reservations = new Reservations(after, before.problems());
        List<Problem> coming =
                new ArrayList<>(Offline.situation(units, reservations).problems());
        coming.removeAll(Offline.situation(units, before).problems());
        ProblemList problems = new ProblemList(coming);
        problems.print(environment.out());
        return dryRun ? problems.exitCode() : Reload.bringIntoForce(environment, this::holder);
    }

    /** Which unit gets the requests now. */
    private String holder() {
        for (ReservationReport reservation : environment.running().reservations()) {
            if (reservation.prefix().equals(prefix.toString())) {
                return reservation.holder() == null
                        ? "requests for " + prefix + " get 503 Reserved until a unit that may claim it does."
                        : reservation.holder() + " gets the requests for " + prefix + ".";
            }
        }
        return "nothing reserves " + prefix + ".";
    }
}
