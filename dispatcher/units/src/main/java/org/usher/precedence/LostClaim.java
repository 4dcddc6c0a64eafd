package org.usher.precedence;

import org.usher.route.App;
import org.usher.route.Claim;
import org.usher.route.Holder;

/**
 * A claim that is not in force on some listener, and why.
 *
 * @param loser the claim
 * @param rule what decided against it
 * @param winner the route or reservation that it lost to
 */
public record LostClaim(Claim loser, Precedence rule, Holder winner) {
    /** See {@link App#hashCode}. */
    @Override
    public int hashCode() {
        return 31 * loser.prefix().toString().hashCode() + loser.app().hashCode();
    }
}
