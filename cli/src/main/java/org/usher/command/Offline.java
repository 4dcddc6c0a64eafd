package org.usher.command;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.usher.control.Explanation;
import org.usher.control.Question;
import org.usher.control.Situation;
import org.usher.declaration.Declarations;
import org.usher.prefix.UrlPrefix;
import org.usher.route.Claim;
import org.usher.route.ListenPoint;
import org.usher.unit.UnitSource;

/** What would be in force if a dispatcher read these unit files: no systemd and no dispatcher is asked. */
final class Offline {
    private static final ListenPoint HTTP = new ListenPoint("http", 80, false);

    private Offline() {}

    /** Reads the units of {@code source}. */
    static Situation situation(UnitSource source) throws IOException {
        return situation(Declarations.read(source), HTTP);
    }

    /** Reads the units of {@code source} to answer questions; there is a listener for every question. */
    static Function<Question, Explanation> questions(UnitSource source) throws IOException {
        Declarations declarations = Declarations.read(source);
        Situation usual = situation(declarations, HTTP);
        Map<ListenPoint, Situation> others = new HashMap<>();
        return question -> {
            ListenPoint asked = new ListenPoint(question.scheme(), question.port(), false);
            Situation situation = isThere(asked, usual.points())
                    ? usual
                    : others.computeIfAbsent(asked, point -> situation(declarations, point));
            return situation.explain(question);
        };
    }

    /** @param asked a listener that is there beside port 80 and those that a unit or a claim names */
    private static Situation situation(Declarations declarations, ListenPoint asked) {
        Set<ListenPoint> points = new LinkedHashSet<>();
        declarations.listenersInOrder().forEach(listener -> points.addAll(listener.points()));
        add(HTTP, points);
        add(asked, points);
        for (Claim claim : declarations.claims()) {
            UrlPrefix prefix = claim.prefix();
            if (prefix.scheme() != null) {
                add(new ListenPoint(prefix.scheme(), prefix.port().orElseThrow(), false), points);
            }
        }
        return Situation.of(declarations, List.of(), List.copyOf(points), declarations.hostPolicy(false), List::of);
    }

    /** Adds a listener, unless there is one for its scheme and port whose unit says where it is bound. */
    private static void add(ListenPoint point, Set<ListenPoint> points) {
        if (!isThere(point, points)) {
            points.add(point);
        }
    }

    private static boolean isThere(ListenPoint asked, Collection<ListenPoint> points) {
        return points.stream().anyMatch(point -> point.scheme().equals(asked.scheme()) && point.port() == asked.port());
    }
}
