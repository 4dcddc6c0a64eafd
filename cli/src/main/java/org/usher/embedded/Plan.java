package org.usher.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is to be served.
 *
 * @param directory the unit files, every socket unit of which counts as active; absolute
 * @param listen where clients connect; all stand for one port
 * @param dispatcher the program that starts a dispatcher, with its first arguments
 * @param variables the environment that programs inherit
 */
public record Plan(Path directory, List<ListenAddress> listen, List<String> dispatcher, Map<String, String> variables) {

    /** Checks that there is one port to stand for: the dispatcher has one setting for all of its listeners. */
    public Plan {
        if (listen.stream().mapToInt(ListenAddress::port).distinct().count() != 1) {
            throw new IllegalArgumentException(
                    "listeners stand for different ports: " + listen + "; write the same =PORT behind each of them");
        }
    }
}
