package org.usher.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.usher.client.RemoteInspection;

/** The world of a command in a test: it remembers what was printed. */
public final class Console {
    private InputStream in = InputStream.nullInputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** An environment whose dispatcher answers at {@code controlSocket}. */
    public Environment environment(Path controlSocket) {
        return environment(controlSocket, Map.of());
    }

    /** An environment with variables. */
    public Environment environment(Path controlSocket, Map<String, String> variables) {
        return new Environment(
                in,
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                variables,
                new RemoteInspection(controlSocket),
                "/bin/false");
    }

    /** What a command reads from now on. */
    public Console typing(String octets) {
        in = new ByteArrayInputStream(octets.getBytes(ISO_8859_1));
        return this;
    }

    public String out() {
        return out.toString(UTF_8);
    }

    public String err() {
        return err.toString(UTF_8);
    }
}
