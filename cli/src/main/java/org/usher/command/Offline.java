package org.usher.command;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.usher.control.Situation;
import org.usher.declaration.Declarations;
import org.usher.route.Claim;
import org.usher.route.ListenPoint;
import org.usher.route.UrlPrefix;
import org.usher.unit.UnitSource;

/** What would be in force if a dispatcher read these unit files: no systemd and no dispatcher is asked. */
final class Offline {
    private static final ListenPoint HTTP = ListenPoint.supposed("http", 80);

    private Offline() {}

    /**
     * Reads the units of {@code source}.
     *
     * @param asked a listener that is there beside port 80 and those that a claim names
     */
    static Situation situation(UnitSource source, ListenPoint asked) throws IOException {
        Declarations declarations = Declarations.read(source);
        Set<ListenPoint> points = new LinkedHashSet<>();
        declarations.listenersInOrder().forEach(listener -> points.addAll(listener.points()));
        points.add(HTTP);
        points.add(asked);
        for (Claim claim : declarations.claims()) {
            UrlPrefix prefix = claim.prefix();
            if (prefix.scheme() != null) {
                points.add(ListenPoint.supposed(prefix.scheme(), prefix.port().orElseThrow()));
            }
        }
        return Situation.of(declarations, List.of(), List.copyOf(points), declarations.hostPolicy(false), List::of);
    }

    /** Reads the units of {@code source}, for requests to port 80. */
    static Situation situation(UnitSource source) throws IOException {
        return situation(source, HTTP);
    }
}
