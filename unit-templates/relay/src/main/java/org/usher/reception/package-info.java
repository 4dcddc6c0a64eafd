/**
 * What every program needs that receives connections on the dispatcher's own loop: the sockets, the deadlines, the
 * connections that it has and how they end, and its own end. It knows nothing of what is done with a connection.
 */
@NullMarked
package org.usher.reception;

import org.jspecify.annotations.NullMarked;
