package org.usher.check;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.route.Claim;
import org.usher.route.HostPattern;
import org.usher.route.Listener;
import org.usher.route.UrlPrefix;

/** Claims whose scheme or port no listener has: no request can reach them. */
final class Unserved {
    private Unserved() {}

    /** None where no listener is known, as when a package is checked while it is built. */
    static List<Problem> problems(List<Claim> claims, List<Listener> points) {
        List<Problem> problems = new ArrayList<>();
        if (points.isEmpty()) {
            return problems;
        }
        for (Claim claim : claims) {
            UrlPrefix prefix = claim.prefix();
            if (prefix.scheme() == null) {
                continue;
            }
            if (points.stream().noneMatch(point -> point.scheme().equals(prefix.scheme()))) {
                String what = "Prefix=" + prefix + " is never reached: no listener speaks " + prefix.scheme();
                problems.add(problem("unserved-scheme", claim, what, withoutScheme(prefix)));
            } else if (points.stream().noneMatch(point -> serves(point, prefix))) {
                int port = prefix.port().orElseThrow();
                String what = "Prefix=" + prefix + " is never reached: no listener stands for port " + port + ", only "
                        + served(points) + " (systemctl edit usher.socket)";
                String fix = Fix.lines("[Socket]", "ListenStream=" + port);
                problems.add(problem("unserved-port", claim, what, fix));
            }
        }
        return problems;
    }

    /** The prefix for every listener; null for what has no such form. */
    private static @Nullable String withoutScheme(UrlPrefix prefix) {
        if (prefix.host() instanceof HostPattern.Weak) {
            return "Prefix=" + prefix.path();
        }
        return prefix.host() instanceof HostPattern.Strong ? null : "Prefix=//" + prefix.host() + prefix.path();
    }

    private static boolean serves(Listener point, UrlPrefix prefix) {
        return point.scheme().equals(prefix.scheme())
                && point.port() == prefix.port().orElseThrow();
    }

    private static String served(List<Listener> points) {
        TreeSet<Integer> ports = new TreeSet<>();
        points.forEach(point -> ports.add(point.port()));
        StringBuilder text = new StringBuilder();
        ports.forEach(port -> text.append(text.isEmpty() ? "" : ", ").append(port));
        return text.toString();
    }

    private static Problem problem(String id, Claim claim, String what, @Nullable String fix) {
        return new Problem(id, Problem.Severity.WARNING, claim.app().unit(), claim.file(), claim.line(), what, fix);
    }
}
