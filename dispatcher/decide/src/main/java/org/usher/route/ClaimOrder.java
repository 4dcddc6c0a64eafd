package org.usher.route;

import java.util.Comparator;
import org.usher.route.LostClaim.Rule;

/**
 * The one order of claims to the same prefix, all of them entitled: the first is in force. It depends on what the files
 * say alone, never on when a unit was activated.
 */
public final class ClaimOrder implements Comparator<Claim> {
    /** The order in which the first claim wins. */
    public static final ClaimOrder FIRST_WINS = new ClaimOrder();

    private ClaimOrder() {}

    @Override
    public int compare(Claim one, Claim other) {
        int byForm = Boolean.compare(other.prefix().isFull(), one.prefix().isFull());
        int byPlace = Boolean.compare(other.isAdministrators(), one.isAdministrators());
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
        return winner.isAdministrators() == loser.isAdministrators() ? Rule.UNIT_NAME : Rule.ADMINISTRATOR;
    }
}
