/**
 * What fuzz targets share. A target says what holds for any octets; {@code tests/fuzz} keeps its corpus and looks for
 * octets for which it does not.
 */
@NullMarked
package org.usher.fuzz;

import org.jspecify.annotations.NullMarked;
