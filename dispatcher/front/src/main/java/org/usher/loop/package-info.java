/**
 * The threads that serve, and the first half of a connection's way: accepted, looked at, routed.
 */
@NullMarked
package org.usher.loop;

import org.jspecify.annotations.NullMarked;
