package org.usher.report;

import org.jspecify.annotations.Nullable;

/**
 * A reservation as it is shown.
 *
 * @param prefix what is reserved, with everything below it in its own category
 * @param unit the units that may claim it, as patterns such as {@code alice-*.socket}, a blank between them
 * @param user the users who may, once there is registration at run time, likewise
 * @param group the groups whose members may, likewise
 * @param holder the unit that gets its requests; null while they are refused
 * @param file the file that holds the reservation
 * @param line number of its {@code Prefix=} line, from 1
 */
public record ReservationReport(
        String prefix, String unit, String user, String group, @Nullable String holder, String file, int line) {}
