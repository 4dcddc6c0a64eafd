package org.usher.command;

import java.io.IOException;
import java.util.List;
import org.usher.client.UnreachableException;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.report.ProblemReport;
import org.usher.report.ReservationReport;
import org.usher.reservation.Reservations;
import org.usher.route.UrlPrefix;

/** A change of the reservations of one prefix, told: what comes with it before it is made, and what is in force after. */
final class ReservationChange {
    private final Environment environment;
    private final UrlPrefix prefix;
    private final boolean dryRun;

    /** @param dryRun whether nothing is to be made */
    ReservationChange(Environment environment, UrlPrefix prefix, boolean dryRun) {
        this.environment = environment;
        this.prefix = prefix;
        this.dryRun = dryRun;
    }

    /** The prefix that an argument spells. */
    static UrlPrefix prefix(String argument) {
        try {
            return PrefixReader.parse(argument);
        } catch (PrefixException bad) {
            throw new UsageException(String.valueOf(bad.getMessage()));
        }
    }

    /** Tells what comes with the change, writes it and has it read; a dry run ends with whether there would be a warning. */
    ExitCode make(Reservations before, Reservations after, Runnable writing) throws IOException {
        ExitCode foretold = foretell(before, after);
        if (dryRun) {
            return foretold;
        }
        writing.run();
        return bringIntoForce();
    }

    /** Prints the problems that come with the change; returns whether one of them is more than a note. */
    private ExitCode foretell(Reservations before, Reservations after) throws IOException {
        List<ProblemReport> coming = new Consequences(environment).of(before, after);
        for (ProblemReport problem : coming) {
            environment.out().println(problem.severity() + ": " + problem.text() + " [" + problem.id() + "]");
        }
        return new ProblemList(coming).exitCode();
    }

    /** Has the dispatcher read the files anew, where one runs, and prints who gets the requests now. */
    private ExitCode bringIntoForce() {
        try {
            environment.running().reload();
            environment.out().println("In force: " + holder());
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
