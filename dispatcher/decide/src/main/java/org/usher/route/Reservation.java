package org.usher.route;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.prefix.UrlPrefix;

/**
 * A rule who may claim a prefix, and everything below it that has the same host: an administrator's or a package's.
 *
 * @param prefix what is reserved
 * @param units {@linkplain UnitPattern patterns} of the units that may claim it; none if no unit may
 * @param users who may claim it at run time, once that exists; never any in a package's
 * @param groups whose members may, likewise
 * @param file the file that holds the reservation
 * @param line number of its {@code Prefix=} line, from 1
 */
public record Reservation(
        UrlPrefix prefix, List<String> units, List<String> users, List<String> groups, Path file, int line)
        implements Holder {
    /** Where packages put theirs; by the end of the path, so that a staged package is told from an administrator's. */
    private static final List<Path> PACKAGES =
            List.of(Path.of("usr/local/lib/usher/reservations.d"), Path.of("usr/lib/usher/reservations.d"));

    /** @throws IllegalArgumentException if a unit is no pattern */
    public Reservation {
        units = List.copyOf(units);
        users = List.copyOf(users);
        groups = List.copyOf(groups);
        for (String unit : units) {
            String fault = UnitPattern.fault(unit);
            if (fault != null) {
                throw new IllegalArgumentException("\"" + unit + "\" " + fault);
            }
        }
    }

    /** One that names units alone. */
    public Reservation(UrlPrefix prefix, List<String> units, Path file, int line) {
        this(prefix, units, List.of(), List.of(), file, line);
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

    /** Whether a package brought it: then it only closes, and to other packages alone. */
    public boolean isPackages() {
        return isPackages(file.getParent());
    }

    /** Whether reservations in this directory are those of packages. */
    public static boolean isPackages(@Nullable Path directory) {
        return directory != null && PACKAGES.stream().anyMatch(directory::endsWith);
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
