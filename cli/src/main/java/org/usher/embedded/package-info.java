/**
 * systemd for one directory of unit files, in the foreground and without root: binds the sockets, starts the dispatcher
 * and, when something waits on its socket, each app. For trying things out, never for production.
 *
 * <p>Each service has a thread, which waits, starts and reaps. This package ends only what it has started, and leaves no process
 * and no file behind.
 */
@NullMarked
package org.usher.embedded;

import org.jspecify.annotations.NullMarked;
