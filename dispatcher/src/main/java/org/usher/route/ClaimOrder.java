package org.usher.route;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.usher.route.Loss.Rule;

/**
 * The one order of claims to the same prefix, all of them entitled: the first is in force. It depends on what the files
 * say alone, never on when a unit was activated.
 */
public final class ClaimOrder implements Comparator<Claim> {
    /** The order in which the first claim wins. */
    public static final ClaimOrder FIRST_WINS = new ClaimOrder();

    private static final List<Path> ADMINISTRATOR = List.of(Path.of("/etc"), Path.of("/run"));

    private ClaimOrder() {}

    @Override
    public int compare(Claim one, Claim other) {
        int byForm = Boolean.compare(other.prefix().isFull(), one.prefix().isFull());
        int byPlace = Boolean.compare(isAdministrators(other), isAdministrators(one));
        int byUnit = one.app().unit().compareTo(other.app().unit());
        if (byForm != 0) {
            return byForm;
        }
        return byPlace != 0 ? byPlace : byUnit;
    }

    /** The rule by which {@code winner} goes before {@code loser}. */
    public Rule rule(Claim winner, Claim loser) {
        if (winner.prefix().isFull() != loser.prefix().isFull()) {
            return Rule.FULL_FORM;
        }
        return isAdministrators(winner) == isAdministrators(loser) ? Rule.UNIT_NAME : Rule.ADMINISTRATOR;
    }

    private static boolean isAdministrators(Claim claim) {
        return ADMINISTRATOR.stream().anyMatch(claim.file()::startsWith);
    }
}
