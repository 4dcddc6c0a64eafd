/**
 * The way of a request to its app: into the app's socket, or into a queue while that has no room, or into escrow until the
 * app has taken it.
 *
 * <p>Whoever gives a request in here is rid of it: its connection ends at the app, in a refusal or in the parking place.
 * Everything belongs to the loop's thread.
 */
@NullMarked
package org.usher.app;

import org.jspecify.annotations.NullMarked;
