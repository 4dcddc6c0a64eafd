/**
 * How what is in force follows the units: they are read at the start, when systemd tells of a change and when somebody
 * asks, and the situation that follows takes the place of the one before.
 *
 * <p>None of this runs on the loop's thread. What cannot be read changes nothing: what was in force stays.
 */
@NullMarked
package org.usher.follow;

import org.jspecify.annotations.NullMarked;
