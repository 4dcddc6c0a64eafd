package org.usher.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.usher.offline.UnitPath;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.reservation.ReservationFile;
import org.usher.reservation.ReservationPath;
import org.usher.reservation.Reservations;
import org.usher.route.Reservation;
import org.usher.route.UrlPrefix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reserves a prefix. */
@Command(
        name = "reserve",
        description = {
            "Reserve a prefix, and everything below it on the same host, for units: only they may claim it, and while"
                    + " none does its requests get 503 Reserved. Says which routes lose by it. For root.",
            "Writes a file under /etc/usher/reservations.d, whole or not at all. With --dry-run nothing is written, and"
                    + " it exits with 1 if there would be a warning."
        },
        mixinStandardHelpOptions = true)
public final class Reserve implements Callable<Integer> {
    private static final String SUFFIX = ".conf";
    private static final int NAME_LENGTH_MAX = 200;

    private final Environment environment;

    @Option(
            names = "--unit",
            required = true,
            paramLabel = "GLOB",
            description = "The units that may claim it, such as wiki.socket or 'alice-*.socket'. May be repeated.")
    private List<String> units = new ArrayList<>();

    @Option(
            names = "--file",
            paramLabel = "NAME",
            description = "The name of the file (default: made of the prefix). One that exists is added to.")
    private @Nullable String file;

    @Option(names = "--dry-run", description = "Say what would be written and what it would do, and change nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "PREFIX", description = "/path/, //host/path/ or http://host:port/path/.")
    private String prefix = "";

    /** Makes the command; picocli fills in the options. */
    public Reserve(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        UrlPrefix reserved = ReservationChange.prefix(prefix);
        ReservationPath path = ReservationPath.of(environment.variables());
        ReservationFiles files = new ReservationFiles(path);
        Reservations before = Reservations.read(path);
        refuseSecond(reserved, before);
        Path target = files.file(file == null ? nameOf(reserved) : named(file));
        refuseReplacing(target, path);
        byte[] content = (existing(target) + section(reserved)).getBytes(UTF_8);
        Reservations after = with(before, target, content, reserved);

        environment.out().println((dryRun ? "Would reserve " : "Reserves ") + reserved + " in " + target + ":");
        environment.out().print(section(reserved).indent(4));
        return new ReservationChange(environment, reserved, dryRun)
                .make(before, after, () -> files.write(target, content))
                .number();
    }

    private static void refuseSecond(UrlPrefix prefix, Reservations before) {
        for (Reservation reservation : before.all()) {
            if (reservation.prefix().equals(prefix)) {
                throw new UsageException(prefix + " is reserved already in " + reservation.file() + ":"
                        + reservation.line() + ": edit that file, or usherctl unreserve " + prefix + " first");
            }
        }
    }

    /** A file of the same name in a less important directory would count no longer, whatever else it reserves. */
    private static void refuseReplacing(Path target, ReservationPath path) {
        if (Files.exists(target) && UnitPath.isMask(target)) {
            throw new UsageException(target + " masks the files of its name: choose another --file");
        }
        for (Path directory : path.directories()) {
            Path other = directory.resolve(target.getFileName());
            if (!other.equals(target) && Files.exists(other)) {
                throw new UsageException(target + " would replace " + other + ": choose another --file");
            }
        }
    }

    private static String named(String name) {
        String file = name.endsWith(SUFFIX) ? name : name + SUFFIX;
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.startsWith(".")) {
            throw new UsageException("--file " + name + " is no name of a file in the directory of reservations");
        }
        return file;
    }

    /** A name that says what is reserved: {@code http-wiki.example-80.conf}. */
    private static String nameOf(UrlPrefix prefix) {
        StringBuilder name = new StringBuilder();
        for (char c : prefix.toString().replace("+", "plus").replace("*", "any").toCharArray()) {
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
            boolean gap = name.isEmpty() || name.charAt(name.length() - 1) == '-';
            if (plain || !gap) {
                name.append(plain ? c : '-');
            }
        }
        while (!name.isEmpty() && name.charAt(name.length() - 1) == '-') {
            name.setLength(name.length() - 1);
        }
        if (name.length() > NAME_LENGTH_MAX) {
            throw new UsageException("the prefix is too long to name a file after: give a name with --file");
        }
        return (name.isEmpty() ? "root" : name) + SUFFIX;
    }

    private static String existing(Path target) throws IOException {
        if (!Files.exists(target)) {
            return "";
        }
        String text = Files.readString(target);
        return text.endsWith("\n") ? text + "\n" : text + "\n\n";
    }

    private String section(UrlPrefix prefix) {
        return "[Reservation]\nPrefix=" + prefix + "\nUnit=" + String.join(" ", units) + "\n";
    }

    /** What there will be, read by the very reader that the dispatcher has. */
    private Reservations with(Reservations before, Path target, byte[] content, UrlPrefix prefix) {
        Problems problems = new Problems();
        List<Reservation> written =
                ReservationFile.parse(target, content, problems).reservations();
        for (Problem problem : problems.found()) {
            if (problem.severity() != Problem.Severity.NOTE) {
                throw new UsageException(problem.text());
            }
        }
        boolean understood = !written.isEmpty()
                && written.get(written.size() - 1).prefix().equals(prefix)
                && written.get(written.size() - 1).units().equals(units);
        if (!understood) {
            throw new UsageException("this cannot be written so that it is read as it is meant: check --unit");
        }
        List<Reservation> all = new ArrayList<>(before.all());
        all.removeIf(reservation -> reservation.file().equals(target));
        all.addAll(0, written); // where it stands among the files of its directory decides nothing: it is the first one
        List<Problem> known = new ArrayList<>(before.problems());
        known.addAll(problems.found());
        return new Reservations(all, known);
    }
}
