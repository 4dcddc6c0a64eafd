/**
 * What follows from the units at one moment, as it is asked for: routes, problems, what a unit declares, and why a request
 * goes where it goes.
 *
 * <p>Nothing is decided here: the table decides, and leaves a trail.
 */
@NullMarked
package org.usher.explain;

import org.jspecify.annotations.NullMarked;
