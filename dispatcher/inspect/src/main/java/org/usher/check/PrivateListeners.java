package org.usher.check;

import java.util.ArrayList;
import java.util.List;
import org.usher.precedence.HostPolicy;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.route.Claim;
import org.usher.route.HostPattern;
import org.usher.route.Listener;

/** Listeners bound to a loopback address where short prefixes answer local names only, and no others are listed. */
final class PrivateListeners {
    private PrivateListeners() {}

    /** One note a listener, at the first of the short prefixes. */
    static List<Problem> problems(List<Claim> claims, List<Listener> points, HostPolicy policy) {
        List<Problem> problems = new ArrayList<>();
        for (Listener point : points) {
            if (!point.loopbackBound() || !policy.hostsOf(point).isEmpty()) {
                continue;
            }
            for (Claim claim : claims) {
                if (claim.prefix().host() instanceof HostPattern.Weak && point.serves(claim.prefix())) {
                    problems.add(problem(claim, point));
                    break;
                }
            }
        }
        return problems;
    }

    private static Problem problem(Claim claim, Listener point) {
        String unit = point.name().endsWith(".socket") ? point.name() : "usher.socket";
        String what = "Prefix=" + claim.prefix() + " answers only localhost and addresses on port " + point.port()
                + ", whose listener is bound to a loopback address: list other names with Hosts= in its [X-HTTP]";
        return new Problem(
                "short-form-on-private-listener",
                Problem.Severity.NOTE,
                claim.app().unit(),
                claim.file(),
                claim.line(),
                what,
                Fix.command("systemctl", "edit", unit));
    }
}
