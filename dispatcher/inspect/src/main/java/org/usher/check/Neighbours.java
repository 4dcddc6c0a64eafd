package org.usher.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.usher.problem.Problem;
import org.usher.route.Claim;
import org.usher.route.Route;
import org.usher.route.UrlPrefix;

/**
 * Apps whose routes lie so close that one might be taken for a fence around the other: at paths of one host, or one
 * inside the other. Each is said once, at the first or the outer claim, however many the others are.
 */
final class Neighbours {
    /** How many are named; the rest is counted. */
    private static final int NAMED_MAX = 3;

    private Neighbours() {}

    static List<Problem> problems(List<Route> routes) {
        Map<String, Map<String, Claim>> origins = new LinkedHashMap<>();
        for (Route route : routes) {
            origins.computeIfAbsent(origin(route.prefix()), any -> new TreeMap<>())
                    .put(route.prefix().path(), route.claim());
        }
        List<Problem> problems = new ArrayList<>();
        origins.forEach((origin, byPath) -> {
            sharedOrigin(origin, byPath, problems);
            nested(byPath, problems);
        });
        return problems;
    }

    private static String origin(UrlPrefix prefix) {
        String text = prefix.toString();
        return text.substring(0, text.length() - prefix.path().length());
    }

    private static void sharedOrigin(String origin, Map<String, Claim> byPath, List<Problem> problems) {
        Set<String> units = new LinkedHashSet<>();
        byPath.values().forEach(claim -> units.add(claim.app().unit()));
        if (units.size() > 1) {
            Claim first = byPath.values().iterator().next();
            String what = listed(units) + " share " + (origin.isEmpty() ? "every host" : origin)
                    + ": to a browser they are one origin, with the same cookies and storage; Prefix=//host/ gives an app a host";
            problems.add(note("shared-origin", first, what));
        }
    }

    /** The paths of one origin are sorted, so what lies inside a path follows it. */
    private static void nested(Map<String, Claim> byPath, List<Problem> problems) {
        List<Claim> outers = new ArrayList<>();
        Map<String, List<String>> inside = new LinkedHashMap<>();
        for (Claim claim : byPath.values()) {
            String path = claim.prefix().path();
            while (!outers.isEmpty() && !path.startsWith(last(outers).prefix().path())) {
                outers.remove(outers.size() - 1);
            }
            if (!outers.isEmpty()
                    && !last(outers).app().unit().equals(claim.app().unit())) {
                inside.computeIfAbsent(last(outers).prefix().path(), any -> new ArrayList<>())
                        .add(claim.prefix() + " of " + claim.app().unit());
            }
            outers.add(claim);
        }
        for (Claim outer : byPath.values()) {
            List<String> inner = inside.get(outer.prefix().path());
            if (inner != null) {
                String what = "inside Prefix=" + outer.prefix() + " of "
                        + outer.app().unit() + " lies " + listed(inner)
                        + ": that is routing, not access control; guard these paths in"
                        + " the outer app too, or give each app a host of its own";
                problems.add(note("nested-claim", outer, what));
            }
        }
    }

    private static Claim last(List<Claim> claims) {
        return claims.get(claims.size() - 1);
    }

    private static String listed(Collection<String> names) {
        List<String> named = new ArrayList<>(names);
        int more = named.size() - NAMED_MAX;
        return more <= 0
                ? String.join(", ", named)
                : String.join(", ", named.subList(0, NAMED_MAX)) + " and " + more + " more";
    }

    private static Problem note(String id, Claim claim, String what) {
        return new Problem(id, Problem.Severity.NOTE, claim.app().unit(), claim.file(), claim.line(), what, null);
    }
}
