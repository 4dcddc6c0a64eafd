/**
 * The JDK's {@code com.sun.net.httpserver} on the socket that systemd passed, by a provider: programs that are written to
 * that interface run unchanged. Nothing here is for them to name.
 */
@NullMarked
package org.usher.adapter.httpserver;

import org.jspecify.annotations.NullMarked;
