package org.usher.route;

/**
 * A claim that is not in force on some listener, and why.
 *
 * @param loser the claim
 * @param rule what decided against it
 * @param winner the route or reservation that it lost to
 */
public record LostClaim(Claim loser, Rule rule, Holder winner) {
    /** See {@link App#hashCode}. */
    @Override
    public int hashCode() {
        return 31 * loser.prefix().toString().hashCode() + loser.app().hashCode();
    }

    /** What decides between claims of one prefix, in this order. */
    public enum Rule {
        /** A reservation covers the prefix and does not name the unit. */
        RESERVATION("a reservation keeps the prefix for others"),
        /** The winner spells out scheme and port. */
        FULL_FORM("the full form of a prefix beats the short one"),
        /** The winner is written under /etc or /run, so by the administrator. */
        ADMINISTRATOR("a claim under /etc or /run beats one of a package"),
        /** Nothing but the order of the units' names. */
        UNIT_NAME("nothing but the unit's name decides");

        private final String text;

        Rule(String text) {
            this.text = text;
        }

        /** The rule in words. */
        public String text() {
            return text;
        }
    }
}
