package org.usher.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is printed, line by line, for a test that waits for a line. */
final class Lines {
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    PrintStream stream() {
        return new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int octet) {
                        if (octet == '\n') {
                            lines.add(line.toString(UTF_8));
                            line.reset();
                        } else {
                            line.write(octet);
                        }
                    }
                },
                true,
                UTF_8);
    }

    /** Returns the rest of the next line that begins with {@code start}; others are passed over. */
    String await(String start) {
        try {
            for (String next = poll(); next != null; next = poll()) {
                seen.add(next);
                if (next.startsWith(start)) {
                    return next.substring(start.length());
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        return fail("no line begins with \"" + start + "\" among " + seen);
    }

    private @Nullable String poll() throws InterruptedException {
        return lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** All lines up to now. */
    List<String> all() {
        lines.drainTo(seen);
        return List.copyOf(seen);
    }
}
