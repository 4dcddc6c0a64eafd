package org.usher.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.offline.UnitPath;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.reservation.ReservationFile;
import org.usher.reservation.ReservationPath;
import org.usher.reservation.Reservations;
import org.usher.route.Reservation;
import org.usher.route.UrlPrefix;
import org.usher.unit.UnitFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reserves a prefix. */
@Command(
        name = "reserve",
        description = {
            "Reserve a prefix, and everything below it on the same host, for units: only they may claim it, and while"
                    + " none does its requests get 503 Reserved. Says which enabled units lose routes by it. For root.",
            "Writes a file in /etc/usher/reservations.d, atomically. With --dry-run nothing is written, and"
                    + " it exits with 1 if there would be a warning."
        })
public final class Reserve implements Subcommand {
    private static final String SUFFIX = ".conf";

    @Option(
            names = "--unit",
            required = true,
            paramLabel = "GLOB",
            description = "The units that may claim it, such as wiki.socket or 'alice-*.socket'. May be repeated.")
    private List<String> units = new ArrayList<>();

    @Option(
            names = "--file",
            paramLabel = "NAME",
            description = "The name of the file (default: derived from the prefix). An existing file is added to.")
    private @Nullable String file;

    @Option(names = "--dry-run", description = "Say what would be written and what it would do, and change nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "PREFIX", description = "/path/, //host/path/ or http://host:port/path/.")
    private String prefix = "";

    @Override
    public ExitCode run(Environment environment) throws IOException {
        return ReservationChange.alone(environment, dryRun, this::reserve);
    }

    private ExitCode reserve(Environment environment) throws IOException {
        UrlPrefix reserved = ReservationChange.prefix(prefix);
        ReservationPath path = ReservationPath.of(environment.variables());
        Reservations before = Reservations.read(path);
        refuseSecond(reserved, before);
        Path target = path.directories().get(0).resolve(file == null ? nameOf(reserved) : named(file));
        refuseReplacing(target, path);
        String existing = Files.exists(target) ? Files.readString(target).stripTrailing() + "\n\n" : "";
        String section = "[Reservation]\nPrefix=" + reserved + "\nUnit=" + String.join(" ", units) + "\n";
        refuseMistakes(target, existing + section);
        List<Reservation> after = new ArrayList<>(before.all());
        after.add(
                new Reservation(reserved, units, target, (int) existing.lines().count() + 2));
        ReservationChange change = new ReservationChange(environment, reserved, before, after);
        change.add(target, existing + section, "it cannot be written so that it is read as it is meant: check --unit");
        String done = dryRun ? "Would reserve " : "Reserved ";
        return change.make(dryRun, done + reserved + " in " + target + ":\n" + section.indent(4));
    }

    private static void refuseSecond(UrlPrefix prefix, Reservations before) {
        for (Reservation reservation : before.all()) {
            if (reservation.prefix().equals(prefix)) {
                throw new IllegalArgumentException(prefix + " is reserved already in " + reservation.file() + ":"
                        + reservation.line() + ": edit that file, or usherctl unreserve " + prefix + " first");
            }
        }
    }

    /** A file of the same name in a less important directory would count no longer, whatever else it reserves. */
    private static void refuseReplacing(Path target, ReservationPath path) {
        if (Files.exists(target) && UnitPath.isMask(target)) {
            throw new IllegalArgumentException(target + " masks the files of its name: choose another --file");
        }
        for (Path directory : path.directories()) {
            Path other = directory.resolve(target.getFileName());
            if (!other.equals(target) && Files.exists(other)) {
                throw new IllegalArgumentException(target + " would replace " + other + ": choose another --file");
            }
        }
    }

    private static void refuseMistakes(Path target, String text) {
        Problems problems = new Problems();
        ReservationFile.read(UnitFile.parse(target, text.getBytes(UTF_8)), problems);
        for (Problem problem : problems.found()) {
            if (problem.severity() != Problem.Severity.NOTE) {
                throw new IllegalArgumentException(problem.text());
            }
        }
    }

    private static String named(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.startsWith(".")) {
            throw new IllegalArgumentException(
                    "--file " + name + " is no name of a file in the directory of reservations");
        }
        return name.endsWith(SUFFIX) ? name : name + SUFFIX;
    }

    /** A name that says what is reserved: {@code http-wiki.example-80.conf}. A file whose name begins with a dot does not count. */
    private static String nameOf(UrlPrefix prefix) {
        String spelled = prefix.toString().replace("+", "plus").replace("*", "any");
        String name = spelled.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^[-.]+|-$", "");
        return (name.isEmpty() ? "root" : name) + SUFFIX;
    }
}
