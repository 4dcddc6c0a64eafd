/**
 * URL prefixes, the table of those that are in force, and the one order in which they win.
 * Everything here is immutable and a pure function of its arguments: no file, no socket, no clock.
 */
@NullMarked
package org.usher.route;

import org.jspecify.annotations.NullMarked;
