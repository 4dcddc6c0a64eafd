/**
 * A client's connection, and what all of its phases share.
 *
 * <p>It has one owner at every moment: the phase that it is in, which hands it over or closes it. Nothing is consumed from
 * a connection that goes to an app. Everything here belongs to one thread but for what says otherwise.
 */
@NullMarked
package org.usher.connection;

import org.jspecify.annotations.NullMarked;
