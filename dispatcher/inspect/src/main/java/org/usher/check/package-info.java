/**
 * What is wrong, or could be better: with units each by itself, with what they claim together, with reservations, and with
 * the machine. A check adds problems and changes nothing.
 */
@NullMarked
package org.usher.check;

import org.jspecify.annotations.NullMarked;
