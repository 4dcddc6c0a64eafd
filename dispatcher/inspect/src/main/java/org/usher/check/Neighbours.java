package org.usher.check;

import static java.util.stream.Collectors.joining;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.usher.problem.Problems;
import org.usher.problem.Problems.Place;
import org.usher.route.Claim;
import org.usher.route.Route;

/**
 * Apps whose routes lie so close that one might be taken for a fence around the other: at paths of one host, or one
 * inside the other. Each is said once, at the first or the outer claim, however many the others are.
 */
final class Neighbours {
    /** How many are named; the rest is counted. */
    private static final int NAMED_MAX = 3;

    private Neighbours() {}

    static void report(List<Route> routes, Problems problems) {
        Map<String, Map<String, Claim>> origins = new LinkedHashMap<>();
        for (Route route : routes) {
            String prefix = route.prefix().toString();
            String path = route.prefix().path();
            String origin = prefix.substring(0, prefix.length() - path.length());
            origins.computeIfAbsent(origin, any -> new TreeMap<>()).put(path, route.claim());
        }
        origins.forEach((origin, byPath) -> {
            sharedOrigin(origin, byPath, problems);
            nested(byPath, problems);
        });
    }

    private static void sharedOrigin(String origin, Map<String, Claim> byPath, Problems problems) {
        Set<String> units = new LinkedHashSet<>();
        byPath.values().forEach(claim -> units.add(claim.app().unit()));
        if (units.size() > 1) {
            String what = listed(units) + " share " + (origin.isEmpty() ? "every host" : origin)
                    + ": to a browser they are one origin, with the same cookies and storage; Prefix=//host/ gives an app"
                    + " a host";
            Claim first = byPath.values().iterator().next();
            problems.note("shared-origin", Place.of(first), what, null);
        }
    }

    /** The paths of one origin are sorted, so what lies inside a path follows it. */
    private static void nested(Map<String, Claim> byPath, Problems problems) {
        Deque<Claim> outers = new ArrayDeque<>();
        Map<Claim, List<String>> inside = new LinkedHashMap<>();
        byPath.forEach((path, claim) -> {
            String unit = claim.app().unit();
            outers.removeIf(outer -> !path.startsWith(outer.prefix().path()));
            Claim outer = outers.peek();
            if (outer != null && !outer.app().unit().equals(unit)) {
                inside.computeIfAbsent(outer, any -> new ArrayList<>()).add(claim.prefix() + " of " + unit);
            }
            outers.push(claim);
        });
        inside.forEach((outer, inner) -> {
            String what =
                    "inside Prefix=" + outer.prefix() + " of " + outer.app().unit() + " lies " + listed(inner)
                            + ": that is routing, not access control; guard these paths in the outer app too, or give each app"
                            + " a host of its own";
            problems.note("nested-claim", Place.of(outer), what, null);
        });
    }

    /** The first of them by name, and how many more there are. */
    static String listed(Collection<?> names) {
        int more = names.size() - NAMED_MAX;
        return names.stream().limit(NAMED_MAX).map(String::valueOf).collect(joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
