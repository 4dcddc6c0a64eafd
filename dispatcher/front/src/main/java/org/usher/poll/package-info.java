/**
 * What a thread that serves waits for: ready fds, deadlines and posted tasks.
 *
 * <p>Nothing here knows what a connection is, nothing blocks but the poller itself, and an error in one step ends no loop.
 */
@NullMarked
package org.usher.poll;

import org.jspecify.annotations.NullMarked;
