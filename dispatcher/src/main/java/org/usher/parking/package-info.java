/**
 * What a dispatcher that stops tells its successor of the connections that it leaves to it: octets in, values out, and
 * back. No socket, no clock; who sends and receives is in {@code org.usher.connection}.
 */
@NullMarked
package org.usher.parking;

import org.jspecify.annotations.NullMarked;
