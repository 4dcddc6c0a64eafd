/**
 * How a request reaches its app: into the app's socket, into a queue while that has no room, and into escrow until the app
 * has taken it.
 *
 * <p>A queue owns a request from {@code offer} on: its connection ends at the app, in a refusal or in the park socket.
 */
@NullMarked
package org.usher.app;

import org.jspecify.annotations.NullMarked;
