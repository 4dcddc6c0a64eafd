/**
 * The reasons for which we answer a request ourselves, and the only bytes that we ever write to a client.
 * A refusal is data: nothing here knows a connection, a clock or a log.
 */
@NullMarked
package org.usher.refusal;

import org.jspecify.annotations.NullMarked;
