/**
 * The reasons for which the dispatcher answers a request itself, and the only octets that it writes to a client.
 * A refusal is data: nothing here knows a connection, a clock or a log.
 */
@NullMarked
package org.usher.refusal;

import org.jspecify.annotations.NullMarked;
