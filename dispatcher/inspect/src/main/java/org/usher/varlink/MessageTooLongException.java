package org.usher.varlink;

import java.io.IOException;

/** A message is longer than its reader takes. */
public final class MessageTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    MessageTooLongException(int sizeMax) {
        super("a message is longer than " + sizeMax + " octets");
    }
}
