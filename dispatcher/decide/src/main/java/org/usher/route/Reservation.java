package org.usher.route;

import java.nio.file.Path;
import java.util.List;

/**
 * An administrator's rule that says which units may claim a prefix, and everything below it that has the same host.
 *
 * @param prefix what is reserved
 * @param units patterns of the names of units that may claim it; none if no unit may
 * @param file the file that holds the reservation
 * @param line number of its {@code Prefix=} line, from 1
 */
public record Reservation(UrlPrefix prefix, List<String> units, Path file, int line) implements Holder {
    public Reservation {
        units = List.copyOf(units);
    }

    @Override
    public boolean isOf(String unit) {
        return false;
    }

    /** See {@link App#hashCode}. */
    @Override
    public int hashCode() {
        return 31 * prefix.toString().hashCode() + line;
    }
}
