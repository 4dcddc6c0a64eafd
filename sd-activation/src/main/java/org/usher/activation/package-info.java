/**
 * Socket activation: what {@code LISTEN_PID}, {@code LISTEN_FDS} and {@code LISTEN_FDNAMES} say, turned into sockets
 * with one owner each, once per process (sd_listen_fds(3)).
 *
 * <p>Begin at {@link org.usher.activation.Activation}. Absent, foreign and malformed are three different answers.
 * Nothing here ever calls shutdown(2) on a socket that systemd owns, too.
 */
@NullMarked
package org.usher.activation;

import org.jspecify.annotations.NullMarked;
