package org.usher.report;

import org.jspecify.annotations.Nullable;

/**
 * A reservation as it is shown.
 *
 * @param prefix what is reserved, with everything below it in its own category
 * @param unit the units that may claim it, as patterns such as {@code alice-*.socket}, a blank between them
 * @param holder the unit that gets its requests; null while they are refused
 * @param file the file that holds the reservation
 * @param line number of its {@code Prefix=} line, from 1
 */
public record ReservationReport(String prefix, String unit, @Nullable String holder, String file, int line) {}
