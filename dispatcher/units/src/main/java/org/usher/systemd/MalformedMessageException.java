package org.usher.systemd;

import java.io.IOException;

/** Octets from the bus that are no D-Bus message; the connection cannot be used any more. */
final class MalformedMessageException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super("the bus sent a malformed message: " + message);
    }
}
