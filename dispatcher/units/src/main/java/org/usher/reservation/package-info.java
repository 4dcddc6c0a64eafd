/**
 * Reservations as they are written: which files hold them, what stands in each, and every mistake with file and line.
 * Only this package reads them, and it changes none. A mistake never lets anybody in who was not named, and stops
 * nothing but itself.
 */
@NullMarked
package org.usher.reservation;

import org.jspecify.annotations.NullMarked;
