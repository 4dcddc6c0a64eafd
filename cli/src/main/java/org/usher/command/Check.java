package org.usher.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.check.Capacity;
import org.usher.check.UnitCheck;
import org.usher.claim.UnitClaims;
import org.usher.explain.InstalledUnits;
import org.usher.explain.Situation;
import org.usher.machine.Machine;
import org.usher.offline.PackageMachine;
import org.usher.offline.UnitPath;
import org.usher.problem.Problem;
import org.usher.reservation.ReservationPath;
import org.usher.reservation.Reservations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds mistakes in unit files. */
@Command(
        name = "check",
        description = {
            "Find mistakes in unit files and reservations, each with file, line and remedy. Needs no dispatcher and no systemd, so it"
                    + " works while a package is built.",
            "Exits with 1 if there is a warning or an error."
        })
public final class Check implements Subcommand {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ReservationOptions reservations = new ReservationOptions();

    @Parameters(
            arity = "0..*",
            paramLabel = "PATH",
            description = "A directory of unit files, a .socket file, a drop-in of one, the name of an installed"
                    + " socket unit, or a directory reservations.d (default: all that are installed). The"
                    + " reservations in reservations.d of a directory apply to its units.")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = "--root",
            paramLabel = "TREE",
            description = "Check all units below TREE, as a package will install them: in etc/systemd/system,"
                    + " usr/lib/systemd/system and lib/systemd/system. Groups that its sysusers.d creates are known.")
    private @Nullable Path root;

    @Override
    public ExitCode run(Environment environment) throws IOException {
        UnitPath system = UnitPath.system(environment.variables());
        ChosenUnits units = new ChosenUnits(system);
        ReservationPath reserving = choose(units, system, ReservationPath.of(environment.variables()));
        Reservations reserved = Reservations.read(reservations.path(reserving));
        if (units.activeSockets().isEmpty() && reserved.equals(Reservations.NONE)) {
            String places = root == null ? String.join(" ", paths) : root.toString();
            throw new IllegalArgumentException("no socket unit in " + places + ": nothing was checked"
                    + " (a unit's file is NAME.socket, with no blank in NAME)");
        }
        InstalledUnits installed = new InstalledUnits(units::socketNames, null);
        Situation situation = Offline.situation(UnitClaims.read(units), installed, reserved, Offline.HTTP);
        Machine machine = root == null ? new Machine() : new PackageMachine(root);
        List<Problem> found = new ArrayList<>(situation.problems());
        found.addAll(UnitCheck.ofAll(situation.declarations(), units, machine));
        found.addAll(units.strays());
        if (paths.isEmpty() && root == null) {
            found.addAll(Capacity.queues());
        }
        ProblemList problems = new ProblemList(found);
        int prefixes = situation.declarations().claims().size();
        String read = ProblemList.count(units.activeSockets().size(), "unit") + ", "
                + ProblemList.count(prefixes, "prefix") + ": ";
        problems.print(environment.out(), output, read);
        return problems.exitCode();
    }

    /** Adds to {@code units} what is to be checked; returns where the reservations stand that count for it. */
    private ReservationPath choose(ChosenUnits units, UnitPath system, ReservationPath installed) throws IOException {
        if (root != null) {
            ReservationOptions.requireDirectory(root, "etc or usr");
            units.addDirectory(UnitPath.below(root));
            return new ReservationPath(List.of(root.resolve("etc/usher/reservations.d")));
        }
        if (paths.isEmpty()) {
            units.addDirectory(system);
            return installed;
        }
        List<Path> reserving = new ArrayList<>();
        for (String path : paths) {
            if (Files.isDirectory(Path.of(path)) && Path.of(path).endsWith("reservations.d")) {
                reserving.add(Path.of(path));
            } else {
                units.add(path);
                reserving.addAll(ReservationPath.beside(Path.of(path)).directories());
            }
        }
        return new ReservationPath(reserving);
    }
}
