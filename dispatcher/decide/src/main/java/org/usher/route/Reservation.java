package org.usher.route;

import java.nio.file.Path;
import java.util.List;
import org.usher.prefix.UrlPrefix;

/**
 * An administrator's rule that says which units may claim a prefix, and everything below it that has the same host.
 *
 * @param prefix what is reserved
 * @param units {@linkplain UnitPattern patterns} of the units that may claim it; none if no unit may
 * @param file the file that holds the reservation
 * @param line number of its {@code Prefix=} line, from 1
 */
public record Reservation(UrlPrefix prefix, List<String> units, Path file, int line) implements Holder {
    /** @throws IllegalArgumentException if a unit is no pattern */
    public Reservation {
        units = List.copyOf(units);
        for (String unit : units) {
            String fault = UnitPattern.fault(unit);
            if (fault != null) {
                throw new IllegalArgumentException("\"" + unit + "\" " + fault);
            }
        }
    }

    /** Whether this unit may claim what is reserved. */
    public boolean entitles(String unit) {
        for (String pattern : units) {
            if (UnitPattern.matches(pattern, unit)) {
                return true;
            }
        }
        return false;
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
