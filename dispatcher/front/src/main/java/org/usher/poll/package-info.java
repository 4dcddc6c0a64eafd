/**
 * What the loop waits for: fds that are ready, and deadlines.
 *
 * <p>Nothing here knows what a connection is. One thread uses all of it, and nothing blocks but the poller itself.
 */
@NullMarked
package org.usher.poll;

import org.jspecify.annotations.NullMarked;
