package org.usher.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.usher.activation.ProcessEnvironment;
import org.usher.posix.Kernel;

/** A named pipe that nobody reads before the test does. */
@Timeout(30)
class StandardErrorTest {
    /** More lines than a pipe has room for. */
    private static final int FLOOD = 2_000;

    private final Kernel kernel = Kernel.linux();
    private final Path path;
    private final RandomAccessFile pipe;
    private final Log log;
    private final List<String> lines = new ArrayList<>();

    StandardErrorTest(@TempDir Path directory) throws Exception {
        path = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
        pipe = new RandomAccessFile(path.toFile(), "rw"); // both ends, so that opening does not wait
        PrintStream out = new PrintStream(new FileOutputStream(pipe.getFD()), true, StandardCharsets.UTF_8);
        StandardError standardError = new StandardError(kernel, fd(path), out);
        log = new Log(standardError, standardError);
    }

    @AfterEach
    void close() throws IOException {
        pipe.close();
    }

    @Test
    void aWriterNeverWaitsForAReader() {
        flood("x".repeat(100));
        assertTrue(log.dropped() > 0 && log.dropped() < FLOOD, () -> "dropped " + log.dropped());
    }

    @Test
    void theLongestLineFindsRoomOrIsDropped() {
        flood("ä".repeat(2 * StandardError.LINE_LENGTH_MAX));
        assertTrue(log.dropped() > 0 && log.dropped() < FLOOD, () -> "dropped " + log.dropped());
    }

    @Test
    void theLastEntryDoesNotKeepAProcessThatNobodyReads() {
        flood("x".repeat(100));
        log.writeLast(entry("the end"));
    }

    @Test
    void whatWasDroppedIsToldWhenLinesAreTakenAgain() throws IOException {
        flood("one of many".repeat(10));
        long dropped = log.dropped();
        assertTrue(dropped > 0);
        while (lines.size() < FLOOD - dropped) {
            lines.add(pipe.readLine());
        }
        log.write(entry("after it"));
        String missing = pipe.readLine();
        assertTrue(missing.startsWith("<4>" + dropped + " entries are missing here"), missing);
        assertEquals("<4>after it", pipe.readLine());
    }

    @Test
    void anEntryIsOneLine() throws IOException {
        log.write(entry("one\n<0>two\r"));
        assertEquals("<4>one <0>two ", pipe.readLine());
    }

    @Test
    void aFileTakesEverything(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("log");
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
            assertTrue(new StandardError(kernel, fd(file), lines).take(entry("one")));
        }
        assertEquals(List.of("<4>one"), Files.readAllLines(file));
    }

    /** The variable is inherited; the stream that it names is not ours, for this is no socket's inode. */
    @Test
    void theJournalOfAnotherProgramIsNotOurs() {
        assertFalse(Log.leadsToJournal(new ProcessEnvironment(Map.of("JOURNAL_STREAM", "9:1"), 1)));
        assertFalse(Log.leadsToJournal(new ProcessEnvironment(Map.of(), 1)));
    }

    private void flood(String message) {
        for (int i = 0; i < FLOOD; i++) {
            log.write(entry(message));
        }
    }

    private static Entry entry(String message) {
        return new Entry(Kind.WARNING, Entry.WARNING, message);
    }

    private static int fd(Path file) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            Path found = all.filter(fd -> isOf(fd, file)).findFirst().orElseThrow();
            return Integer.parseInt(found.getFileName().toString());
        }
    }

    private static boolean isOf(Path fd, Path file) {
        try {
            return Files.readSymbolicLink(fd).equals(file.toRealPath());
        } catch (IOException ignored) { // closed meanwhile
            return false;
        }
    }
}
