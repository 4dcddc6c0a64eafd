/**
 * One connection from its first octet to the app or to a refusal: the phases, and the loop that drives them.
 *
 * <p>Everything here belongs to the loop's thread but for what says otherwise. Nothing is consumed from a connection
 * that goes to an app. A connection has one owner at every moment: the phase that it is in, which hands it over or
 * closes it.
 */
@NullMarked
package org.usher.connection;

import org.jspecify.annotations.NullMarked;
