package org.usher.route;

import java.nio.file.Path;
import org.usher.prefix.UrlPrefix;

/**
 * A unit's declaration of a prefix, with the place where it stands.
 *
 * @param prefix what is claimed
 * @param app who claims it
 * @param file the unit file or drop-in that holds the line
 * @param line number of the line in the file, from 1
 */
public record Claim(UrlPrefix prefix, App app, Path file, int line) {}
