package org.usher.command;

import java.io.IOException;
import java.util.List;
import org.usher.client.UnreachableException;
import org.usher.control.ProblemReport;
import org.usher.control.ReservationReport;
import org.usher.reservation.Reservations;

/** A change of the reservations, told: what comes with it before it is made, and whether it is in force after. */
final class ReservationChange {
    private final Environment environment;

    ReservationChange(Environment environment) {
        this.environment = environment;
    }

    /** Prints the problems that come with the change; returns whether one of them is more than a note. */
    ExitCode foretell(Reservations before, Reservations after) throws IOException {
        List<ProblemReport> coming = new Consequences(environment).of(before, after);
        for (ProblemReport problem : coming) {
            environment.out().println(problem.severity() + ": " + problem.text() + " [" + problem.id() + "]");
        }
        return new ProblemList(coming).exitCode();
    }

    /** Has the dispatcher read the files anew, where one runs, and prints who gets the requests for {@code prefix} now. */
    ExitCode bringIntoForce(String prefix) {
        try {
            environment.running().reload();
            environment.out().println("In force: " + holder(prefix));
            return ExitCode.OK;
        } catch (UnreachableException none) {
            environment
                    .out()
                    .println("No dispatcher answers at " + environment.controlSocket()
                            + ": it counts from the next start on.");
            return ExitCode.OK;
        } catch (IllegalStateException notRead) {
            environment
                    .err()
                    .println("It is written and not in force yet: " + notRead.getMessage()
                            + "; try: systemctl reload usher");
            return ExitCode.UNREACHABLE;
        }
    }

    private String holder(String prefix) {
        for (ReservationReport reservation : environment.running().reservations()) {
            if (reservation.prefix().equals(prefix)) {
                return reservation.holder() == null
                        ? "requests for " + prefix + " get 503 Reserved until a unit that may claim it does."
                        : reservation.holder() + " gets the requests for " + prefix + ".";
            }
        }
        return "nothing reserves " + prefix + ".";
    }
}
