package org.usher.control;

/**
 * A reservation as it is shown.
 *
 * @param prefix what is reserved, with everything below it in its own category
 * @param unit the units that may claim it, as a glob such as {@code alice-*.socket}
 * @param file the file that holds the reservation
 * @param line number of its {@code Prefix=} line, from 1
 */
public record ReservationReport(String prefix, String unit, String file, int line) {}
