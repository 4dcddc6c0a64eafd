package org.usher.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.route.Claim;
import org.usher.route.HostPattern;
import org.usher.route.Route;

/** Hosts that units claim and no client has ever named: perhaps their names do not lead to this machine. */
public final class SilentHosts {
    private SilentHosts() {}

    /** One note for each such host, at the first claim of it; {@code requests} counts those that a route has had. */
    public static List<Problem> problems(List<Route> routes, ToLongFunction<Route> requests) {
        Set<String> seen = new HashSet<>();
        Map<String, Claim> claimed = new LinkedHashMap<>();
        for (Route route : routes) {
            if (route.prefix().host() instanceof HostPattern.Name name) {
                claimed.putIfAbsent(name.name(), route.claim());
                if (requests.applyAsLong(route) > 0) {
                    seen.add(name.name());
                }
            }
        }
        List<Problem> problems = new ArrayList<>();
        claimed.forEach((host, claim) -> {
            if (!seen.contains(host)) {
                problems.add(problem(host, claim));
            }
        });
        return problems;
    }

    private static Problem problem(String host, Claim claim) {
        return new Problem(
                "host-never-seen",
                Problem.Severity.NOTE,
                claim.app().unit(),
                claim.file(),
                claim.line(),
                "no request for " + host + " has arrived since usher started: does the name resolve to this machine?",
                Fix.command("getent", "hosts", host));
    }
}
