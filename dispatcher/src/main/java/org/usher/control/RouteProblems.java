package org.usher.control;

import java.util.ArrayList;
import java.util.List;
import org.usher.route.Category;
import org.usher.route.Claim;
import org.usher.route.Loss;
import org.usher.route.Reservation;
import org.usher.route.Route;
import org.usher.unit.Problem;
import org.usher.unit.Problem.Severity;

/** What is wrong, or worth a look, between claims that are each in order: mistakes that no single file shows. */
final class RouteProblems {
    private RouteProblems() {}

    static List<Problem> of(List<Claim> claims, List<Loss> losses) {
        List<Problem> problems = new ArrayList<>();
        losses.forEach(loss -> problems.add(lost(loss)));
        for (Claim claim : claims) {
            boolean all = claim.prefix().path().equals("/");
            if (claim.prefix().host().category() == Category.STRONG) {
                problems.add(about(
                        claim,
                        "strong-wildcard",
                        Severity.WARNING,
                        claim.prefix() + " takes its paths from every host, even from apps that name theirs",
                        "write " + claim.prefix().path() + " or //host"
                                + claim.prefix().path()));
            } else if (all && claim.prefix().host().category() == Category.WEAK) {
                problems.add(about(
                        claim,
                        "root-claim",
                        Severity.NOTE,
                        claim.prefix() + " takes every path that no other app claims; only one app on a machine can",
                        "write /name/ or //host/, unless this is meant"));
            }
        }
        return problems;
    }

    private static Problem lost(Loss loss) {
        Claim loser = loss.loser();
        String who = loss.winner() instanceof Route route
                ? route.app().unit() + " has " + route.prefix()
                : "a reservation keeps " + loss.winner().prefix();
        String text = loser.app().unit() + " claims " + loser.prefix() + ", but " + who + ": "
                + loss.rule().text();
        return switch (loss.rule()) {
            case RESERVATION -> about(loser, "conflict-lost", Severity.WARNING, text, reservationFix(loss));
            case FULL_FORM ->
                about(loser, "overlap-short-full", Severity.NOTE, text, "drop one of the two, unless this is meant");
            case ADMINISTRATOR ->
                about(loser, "conflict-lost", Severity.WARNING, text, "give one of the two another prefix");
            case UNIT_NAME ->
                about(
                        loser,
                        "conflict-undecided",
                        Severity.WARNING,
                        text,
                        "give one of the two another prefix, or repeat the claim that shall win below /etc");
        };
    }

    private static String reservationFix(Loss loss) {
        return loss.winner() instanceof Reservation reservation
                ? "add Unit=" + loss.loser().app().unit() + " to " + reservation.file()
                : "claim another prefix, or add a reservation that names "
                        + loss.loser().app().unit();
    }

    private static Problem about(Claim claim, String id, Severity severity, String text, String fix) {
        return new Problem(id, severity, claim.app().unit(), claim.file(), claim.line(), text, fix);
    }
}
