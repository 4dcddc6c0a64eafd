package org.usher.route;

/**
 * A prefix that is in force.
 *
 * @param claim the claim that won it
 */
public record Route(Claim claim) implements Holder {
    /** The prefix as it was claimed. */
    @Override
    public UrlPrefix prefix() {
        return claim.prefix();
    }

    /** The app that receives. */
    public App app() {
        return claim.app();
    }

    /** See {@link App#hashCode}. */
    @Override
    public int hashCode() {
        return 31 * prefix().toString().hashCode() + app().hashCode();
    }

    @Override
    public boolean isOf(String unit) {
        return claim.app().unit().equals(unit);
    }
}
