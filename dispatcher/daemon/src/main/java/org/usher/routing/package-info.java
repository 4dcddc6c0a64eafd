/**
 * How what is in force follows the units: they are read when systemd tells of a change, when somebody asks for it and at the
 * start, and the situation that comes of it takes the place of the old one.
 *
 * <p>None of this runs on the loop's thread. What cannot be read changes nothing: what was in force stays.
 */
@NullMarked
package org.usher.routing;

import org.jspecify.annotations.NullMarked;
