package org.usher.advice;

import java.nio.file.Path;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.problem.Problems.Place;
import org.usher.route.Claim;
import org.usher.route.HostPattern;
import org.usher.route.UrlPrefix;

/**
 * A claim that takes more than one app's share: every host before all others, or everything that nobody else has
 * claimed. An administrator may well want it; a package had better not.
 */
final class WideClaim {
    private static final Path ADMINISTRATORS = Path.of("/etc");
    private static final Path PACKAGES = Path.of("/usr");

    /** What speaks for a host as a whole (RFC 8615), ACME's proofs among it. */
    private static final String WELL_KNOWN = "/.well-known/";

    private WideClaim() {}

    static void report(Claim claim, Problems problems) {
        UrlPrefix prefix = claim.prefix();
        if (prefix.host() instanceof HostPattern.Strong) {
            String what =
                    "Prefix=" + prefix + " takes its path from every host, even from those that other units claim";
            add("strong-wildcard", !claim.file().startsWith(ADMINISTRATORS), claim, what, problems);
        } else if (prefix.host() instanceof HostPattern.Weak && prefix.path().equals("/")) {
            String what = "Prefix=" + prefix + " takes every request that no other unit claims";
            add("root-claim", claim.file().startsWith(PACKAGES), claim, what, problems);
        }
        if (prefix.path().startsWith(WELL_KNOWN)) {
            String what =
                    "Prefix=" + prefix + " speaks for the whole host: who serves it can get certificates in its name";
            add("well-known", claim.file().startsWith(PACKAGES), claim, what, problems);
        }
    }

    private static void add(String id, boolean matters, Claim claim, String what, Problems problems) {
        Problem.Severity severity = matters ? Problem.Severity.WARNING : Problem.Severity.NOTE;
        Place place = Place.of(claim);
        problems.add(severity, id, place, what + ": name the host, //host/path/", null);
    }
}
