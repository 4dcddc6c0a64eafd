package org.usher.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.usher.activation.ProcessEnvironment;
import org.usher.posix.Kernel;

class StandardErrorTest {
    private final CountDownLatch read = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    /** Like a pipe that nobody reads until the test says so. */
    private final StandardError blocked = new StandardError(new PrintStream(
            new OutputStream() {
                @Override
                public void write(int octet) {
                    try {
                        read.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    written.write(octet);
                }
            },
            true,
            StandardCharsets.UTF_8));

    @Test
    void whoWritesNeverWaitsForWhoReads() {
        int written = 2 * StandardError.LINES_MAX;
        for (int i = 0; i < written; i++) {
            blocked.write(entry("line " + i));
        }
        // The first line may have left the queue already: it is with the thread that hangs.
        assertTrue(blocked.dropped() >= StandardError.LINES_MAX - 1, () -> "dropped " + blocked.dropped());
        blocked.flush(); // returns although nothing moves
        read.countDown();
    }

    @Test
    void whatWasDroppedIsToldWhenLinesAreTakenAgain() {
        for (int i = 0; i < 2 * StandardError.LINES_MAX; i++) {
            blocked.write(entry("line " + i));
        }
        long dropped = blocked.dropped();
        read.countDown();
        flush();
        blocked.write(entry("after it"));
        flush();
        List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(
                lines.get(lines.size() - 2).startsWith("<4>" + dropped + " entries are missing here"),
                () -> lines.get(lines.size() - 2));
        assertEquals("<4>after it", lines.get(lines.size() - 1));
    }

    @Test
    void anEntryIsOneLine() {
        read.countDown();
        blocked.write(entry("one\n<0>two\r"));
        flush();
        assertEquals("<4>one <0>two \n", written.toString(StandardCharsets.UTF_8));
    }

    /** The variable is inherited; the stream that it speaks of is not ours, for this is no socket's inode. */
    @Test
    void theJournalOfSomebodyAboveUsIsNotOurs() {
        Sink sink = Sink.of(new ProcessEnvironment(Map.of("JOURNAL_STREAM", "9:1"), 1), Kernel.linux());
        assertEquals(StandardError.class, sink.getClass());
    }

    /** Waits as long as it takes: the class itself waits for a second, which may be little on a busy machine. */
    private void flush() {
        for (int i = 0; i < 30; i++) {
            blocked.flush();
        }
    }

    private static Entry entry(String message) {
        return Entry.of(Kind.WARNING, Priority.WARNING, message);
    }
}
