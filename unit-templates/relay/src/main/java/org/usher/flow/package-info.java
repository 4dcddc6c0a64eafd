/**
 * Octets on their way from one socket to another: what one side does not take stays in the socket on which it came, so
 * nothing is held here and nothing waits.
 */
@NullMarked
package org.usher.flow;

import org.jspecify.annotations.NullMarked;
