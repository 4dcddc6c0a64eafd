package org.usher.control;

import org.jspecify.annotations.Nullable;

/**
 * A request that might be sent: what decides where it goes.
 *
 * @param scheme of the listener: {@code http} or {@code https}
 * @param address the local address on which it arrives, as a literal without brackets
 * @param port the local port on which it arrives, 1 to 65535
 * @param host the Host field exactly as it would be sent; null for a request without one, which is HTTP/1.0
 * @param target the request target exactly as it would be sent: nothing is normalised
 */
public record Question(String scheme, String address, int port, @Nullable String host, String target) {

    /** Checks what would make it no request at all. */
    public Question {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
        if (target.isEmpty()) {
            throw new IllegalArgumentException("the target is empty");
        }
        requireOneLine("target", target);
        if (host != null) {
            requireOneLine("host", host);
        }
    }

    /** A line break would end the line that the value is put into, and begin another field. */
    private static void requireOneLine(String what, String value) {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the " + what + " holds a line break");
        }
    }
}
