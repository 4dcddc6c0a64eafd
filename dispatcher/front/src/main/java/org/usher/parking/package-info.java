/**
 * What a dispatcher that stops tells its successor of the connections that it leaves to it: octets in, values out, and
 * back. No socket, no clock; {@code org.usher.connection} sends, {@code org.usher.loop} receives.
 */
@NullMarked
package org.usher.parking;

import org.jspecify.annotations.NullMarked;
