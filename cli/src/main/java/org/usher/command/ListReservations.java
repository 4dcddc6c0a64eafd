package org.usher.command;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.usher.offline.UnitPath;
import org.usher.print.Table;
import org.usher.report.ReservationReport;
import org.usher.reservation.ReservationPath;
import org.usher.reservation.Reservations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the reservations, each with the units that may claim it and the one that does. */
@Command(
        name = "reservations",
        description = {
            "List the reservations that are in force: which units may claim which prefix, and which one holds it.",
            "With --reservations the files are read, together with the enabled units, and no dispatcher is asked."
        })
public final class ListReservations implements Subcommand {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ReservationOptions offline = new ReservationOptions();

    @Override
    public ExitCode run(Environment environment) throws IOException {
        List<ReservationReport> reservations =
                offline.directories().isEmpty() ? environment.running().reservations() : read(environment);
        output.print(environment.out(), reservations, table(reservations), "reservations");
        return ExitCode.OK;
    }

    private List<ReservationReport> read(Environment environment) throws IOException {
        UnitPath units = UnitPath.system(environment.variables());
        Reservations named = Reservations.read(offline.path(new ReservationPath(List.of())));
        return Offline.situation(units, named).reservationReports();
    }

    private static Table table(List<ReservationReport> reservations) {
        Table table = new Table("PREFIX", "UNIT", "HELD BY", "WRITTEN");
        for (ReservationReport reservation : reservations) {
            table.row(
                    reservation.prefix(),
                    reservation.unit().isEmpty() ? "-" : reservation.unit(),
                    Objects.requireNonNullElse(reservation.holder(), "-"),
                    reservation.file() + ":" + reservation.line());
        }
        return table;
    }
}
