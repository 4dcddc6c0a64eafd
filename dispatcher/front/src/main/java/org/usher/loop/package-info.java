/**
 * The thread that serves. Connections come in from a listener, from an app that hands them back, or from the dispatcher
 * before us; they wait for their heads, and leave to an app or to a refusal.
 *
 * <p>Everything here belongs to that thread but for what says otherwise, and waits for nothing but the poller.
 */
@NullMarked
package org.usher.loop;

import org.jspecify.annotations.NullMarked;
