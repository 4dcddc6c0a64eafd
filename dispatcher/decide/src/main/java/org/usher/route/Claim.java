package org.usher.route;

import java.nio.file.Path;
import java.util.List;

/**
 * A unit's declaration of a prefix.
 *
 * @param prefix what is claimed
 * @param app the app that claims it
 * @param file the unit file or drop-in that holds the line
 * @param line number of the line in the file, from 1
 */
public record Claim(UrlPrefix prefix, App app, Path file, int line) {
    private static final List<Path> ADMINISTRATORS = List.of(Path.of("/etc"), Path.of("/run"));

    /** Whether it is written under /etc or /run, and so by the administrator and not by a package. */
    public boolean isAdministrators() {
        return ADMINISTRATORS.stream().anyMatch(file::startsWith);
    }
}
