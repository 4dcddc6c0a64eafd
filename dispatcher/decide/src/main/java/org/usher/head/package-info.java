/**
 * Pure recognition of one request head: octets in; {@code Complete}, {@code Incomplete} or {@code Malformed} out.
 * A head is refused exactly where two programs in use can disagree about where it ends, what its target is, which field
 * is Host, or its major version; everything else is left to the app, which sees the same octets. Nothing here knows a
 * channel, a clock or a log.
 */
@NullMarked
package org.usher.head;

import org.jspecify.annotations.NullMarked;
