/**
 * Who holds which prefix: reservations, the order of claims, the hosts that the weak wildcard answers to, and the route
 * table that is compiled from them. Pure functions of what the files say.
 */
@NullMarked
package org.usher.precedence;

import org.jspecify.annotations.NullMarked;
