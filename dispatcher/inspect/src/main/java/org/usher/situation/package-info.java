/**
 * Everything that is in force at one moment, or would be: declarations, reservations and the routes that follow; and what
 * there is to say about it.
 *
 * <p>A situation never changes: a new one takes its place whole. Any thread may ask.
 */
@NullMarked
package org.usher.situation;

import org.jspecify.annotations.NullMarked;
