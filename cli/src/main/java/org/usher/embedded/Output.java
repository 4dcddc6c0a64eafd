package org.usher.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketType;

/**
 * What a program writes, printed line by line with the name of its unit in front. Owns the end that is read; the end
 * that is written is closed as soon as the program has it.
 */
final class Output {
    private static final int BUFFER_SIZE = 8192;
    private static final int LINE_SIZE_MAX = 16384;
    /** What journald takes off a line, too (sd-daemon(3)). */
    private static final Pattern PRIORITY = Pattern.compile("^<[0-7]>");

    private final Kernel kernel;
    private final EventLoop loop;
    private final PrintStream out;
    private final String label;
    private final int readEnd;
    private final int writeEnd;
    private final NativeMemory buffer = NativeMemory.allocate(BUFFER_SIZE);
    private final byte[] octets = new byte[BUFFER_SIZE];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean open = true;

    /** Prints to {@code out}, with {@code label} at the beginning of each line. */
    Output(Kernel kernel, EventLoop loop, PrintStream out, String label) throws IOException {
        this.kernel = kernel;
        this.loop = loop;
        this.out = out;
        this.label = label;
        int[] pair = new int[2];
        int made = kernel.socketPair(SocketType.SOCK_STREAM, pair);
        if (made < 0) {
            throw new IOException("make a socket pair: " + Errno.describe(made));
        }
        this.readEnd = pair[0];
        this.writeEnd = pair[1];
        loop.watch(readEnd, this::drain);
    }

    /** The fd to give to the program. */
    int writeEnd() {
        return writeEnd;
    }

    /** Closes the {@link #writeEnd} in this process: the program has its copy, or could not be started. */
    void passedOn() {
        kernel.close(writeEnd);
    }

    /** Prints what has come; at the end of it closes. */
    void drain() {
        while (open) {
            int count = kernel.receive(readEnd, buffer, 0, BUFFER_SIZE);
            if (count == -Errno.EAGAIN) {
                return;
            }
            if (count <= 0) {
                close();
                return;
            }
            buffer.copyTo(octets, 0, count);
            for (int i = 0; i < count; i++) {
                take(octets[i]);
            }
        }
    }

    private void take(byte octet) {
        if (octet == '\n') {
            flush();
        } else {
            line.write(octet);
            if (line.size() == LINE_SIZE_MAX) {
                flush();
            }
        }
    }

    private void flush() {
        out.println(
                label + PRIORITY.matcher(line.toString(StandardCharsets.UTF_8)).replaceFirst(""));
        line.reset();
    }

    /** Prints what has come, the beginning of a line included, and stops listening to the program. */
    void end() {
        drain();
        close();
    }

    private void close() {
        if (open) {
            open = false;
            if (line.size() > 0) {
                flush();
            }
            loop.unwatch(readEnd);
            kernel.close(readEnd);
        }
    }
}
