package org.usher.command;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The lines of an input as octets, none decoded. What is longer than {@value #LENGTH_MAX} of them is cut after one more. */
final class InputLines {
    /** As long as the longest head of a request may be. */
    static final int LENGTH_MAX = 64 << 10;

    private final InputStream in;

    InputLines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** Waits for the next line and returns it without its line feed; null at the end. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        while (octet >= 0 && octet != '\n') {
            if (line.size() <= LENGTH_MAX) {
                line.write(octet);
            }
            octet = in.read();
        }
        return line.toByteArray();
    }
}
