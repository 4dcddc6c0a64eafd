package org.usher.precedence;

import java.util.Comparator;
import org.usher.route.Claim;

/**
 * What decides between claims to the same prefix, in this order. It depends on what the files say alone, never on when a
 * unit was activated.
 */
public enum Precedence {
    /** A reservation covers the prefix and does not name the unit. */
    RESERVATION("conflict-lost", "a reservation keeps the prefix for others"),
    /** The winner spells out scheme and port. */
    FULL_FORM("overlap-short-full", "the full form of a prefix beats the short one"),
    /** The winner is written under /etc or /run, so by the administrator. */
    ADMINISTRATOR("conflict-lost", "a claim under /etc or /run beats one from a package"),
    /** Nothing but the order of the units' names. */
    UNIT_NAME("conflict-undecided", "only the names of the units decide");

    /** The order of claims that reservations permit: the first one wins. */
    static final Comparator<Claim> FIRST_WINS = Comparator.comparing(
                    (Claim claim) -> !claim.prefix().isFull())
            .thenComparing(claim -> !claim.isAdministrators())
            .thenComparing(claim -> claim.app().unit());

    private final String id;
    private final String text;

    Precedence(String id, String text) {
        this.id = id;
        this.text = text;
    }

    /** The id of the problem of a claim that has lost by it. */
    public String id() {
        return id;
    }

    /** The rule in words. */
    public String text() {
        return text;
    }

    /** The rule by which {@code winner} goes before {@code loser}, both of which reservations permit. */
    static Precedence between(Claim winner, Claim loser) {
        if (winner.prefix().isFull() != loser.prefix().isFull()) {
            return FULL_FORM;
        }
        return winner.isAdministrators() == loser.isAdministrators() ? UNIT_NAME : ADMINISTRATOR;
    }
}
