package org.usher.route;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import org.usher.prefix.UrlPrefix;

/**
 * An admin's rule who may claim a prefix, and everything below it that has the same host.
 *
 * @param prefix what is reserved
 * @param units names of units, with {@code *}, {@code ?} and {@code [...]}; none if no unit may claim it
 * @param file the file that holds the reservation
 * @param line number of its {@code Prefix=} line, from 1
 */
public record Reservation(UrlPrefix prefix, List<String> units, Path file, int line) implements Holding {
    /** @throws java.util.regex.PatternSyntaxException if a unit is no pattern */
    public Reservation {
        units = List.copyOf(units);
        units.forEach(Reservation::matcher);
    }

    /** Whether this unit may claim what is reserved. */
    public boolean entitles(String unit) {
        Path name = Path.of(unit);
        return units.stream().anyMatch(pattern -> matcher(pattern).matches(name));
    }

    @Override
    public boolean isOf(String unit) {
        return false;
    }

    private static PathMatcher matcher(String pattern) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    }
}
