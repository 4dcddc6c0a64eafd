package org.usher.table;

import java.util.List;
import org.usher.path.NamedTries;
import org.usher.path.PathParts;
import org.usher.path.Places;
import org.usher.path.Settlement;
import org.usher.prefix.HostPattern;

/** The hosts that prefixes name on one listener, and what is claimed for each of them alone. */
final class NamedHosts {
    private final List<HostPaths> paths;
    private final NamedTries<HeldPlace> tries;

    NamedHosts(Places<HeldPlace> places, List<HostPaths> paths) {
        this.paths = List.copyOf(paths);
        List<String> names =
                paths.stream().map(HostPaths::host).map(HostPattern::toString).toList();
        this.tries = new NamedTries<>(
                places, names, paths.stream().map(HostPaths::trie).toList());
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }

    /** Finds a host for the other methods; {@link NamedTries#NONE} if no prefix names it. */
    int find(String host) {
        return tries.find(host);
    }

    /** Where the host that was found stands in the list of {@link #all}. */
    int index(int found) {
        return tries.index(found);
    }

    HostPaths paths(int found) {
        return paths.get(index(found));
    }

    Settlement settle(int found, PathParts parts) {
        return tries.settle(found, parts);
    }

    /** All of them. */
    List<HostPaths> all() {
        return paths;
    }
}
