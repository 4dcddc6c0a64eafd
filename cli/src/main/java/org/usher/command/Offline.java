package org.usher.command;

import java.io.IOException;
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
import org.usher.route.HostPolicy;
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
        Map<ListenPoint, Situation> byListener = new HashMap<>();
        usual.points().forEach(point -> byListener.put(point, usual));
        return question -> {
            ListenPoint asked = new ListenPoint(question.scheme(), question.port(), false);
            return byListener
                    .computeIfAbsent(asked, point -> situation(declarations, point))
                    .explain(question);
        };
    }

    /** @param asked a listener that is there beside port 80 and those that a claim names */
    private static Situation situation(Declarations declarations, ListenPoint asked) {
        Set<ListenPoint> points = new LinkedHashSet<>();
        points.add(HTTP);
        points.add(asked);
        for (Claim claim : declarations.claims()) {
            UrlPrefix prefix = claim.prefix();
            if (prefix.scheme() != null) {
                points.add(new ListenPoint(prefix.scheme(), prefix.port().orElseThrow(), false));
            }
        }
        HostPolicy policy = new HostPolicy(declarations.settings().hosts(), false);
        return Situation.of(declarations, List.of(), List.copyOf(points), policy, List::of);
    }
}
