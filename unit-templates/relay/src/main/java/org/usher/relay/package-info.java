/**
 * The relay: an app that passes the requests of its connections on to programs that know nothing of handoffs. It opens
 * only what the dispatcher tells it to, never waits for one connection while others have work, and holds no octet of a
 * message: what one side does not take stays in the socket on which it came.
 */
@NullMarked
package org.usher.relay;

import org.jspecify.annotations.NullMarked;
