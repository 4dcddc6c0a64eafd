/**
 * What a dispatcher that stops leaves to the next one: open connections, whose time begins anew.
 *
 * <p>A connection that no app has held is taken up by the thread that accepts, every other one by the thread that may
 * hang.
 */
@NullMarked
package org.usher.park;

import org.jspecify.annotations.NullMarked;
