package org.usher.framing;

import java.nio.ByteBuffer;

/** A head that has come on one side and goes to the other, with other fields. */
public interface HeadToSend {
    /** How much longer than what came the head that goes can be. */
    int GROWTH_MAX = 1024;

    /** Octets of what came, the blank line included. */
    int length();

    /** Writes what goes; {@code octets} begin with what came. Writes the same each time. */
    void write(byte[] octets, ByteBuffer into);
}
