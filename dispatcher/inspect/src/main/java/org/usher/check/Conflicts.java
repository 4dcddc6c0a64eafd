package org.usher.check;

import java.util.ArrayList;
import java.util.List;
import org.usher.precedence.LostClaim;
import org.usher.precedence.Precedence;
import org.usher.problem.Problem;
import org.usher.route.Claim;
import org.usher.route.Holder;
import org.usher.route.Reservation;
import org.usher.route.Route;

/** The claims that lost to others, as problems of the units that made them. */
public final class Conflicts {
    private Conflicts() {}

    /** One problem for each loss to another unit or to a reservation, in the order given. */
    public static List<Problem> problems(List<LostClaim> losses) {
        List<Problem> problems = new ArrayList<>();
        for (LostClaim loss : losses) {
            if (!loss.winner().isOf(loss.loser().app().unit())) {
                problems.add(problem(loss));
            }
        }
        return problems;
    }

    private static Problem problem(LostClaim loss) {
        Claim loser = loss.loser();
        String text = "Prefix=" + loser.prefix() + " of " + loser.app().unit() + " is not in force: "
                + loss.rule().text() + ", and " + described(loss.winner()) + remedy(loss);
        return new Problem(
                id(loss.rule()), Problem.Severity.WARNING, loser.app().unit(), loser.file(), loser.line(), text, null);
    }

    private static String id(Precedence rule) {
        return switch (rule) {
            case RESERVATION, ADMINISTRATOR -> "conflict-lost";
            case FULL_FORM -> "overlap-short-full";
            case UNIT_NAME -> "conflict-undecided";
        };
    }

    private static String described(Holder winner) {
        if (winner instanceof Route route) {
            Claim claim = route.claim();
            return claim.app().unit() + " claims " + claim.prefix() + " in " + claim.file() + ":" + claim.line();
        }
        Reservation reservation = (Reservation) winner;
        return reservation.prefix() + " is reserved in " + reservation.file() + ":" + reservation.line();
    }

    private static String remedy(LostClaim loss) {
        if (loss.winner() instanceof Route winner) {
            return ": claim another prefix, or take " + winner.prefix() + " out of there";
        }
        return ": claim another prefix, or add " + loss.loser().app().unit() + " to the reservation";
    }
}
