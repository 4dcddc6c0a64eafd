package org.usher.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/** A journal that is played by a socket of the test. */
class JournalSocketTest {
    /** More than any kernel lets wait in one socket (net.unix.max_dgram_qlen). */
    private static final int FLOOD = 5_000;

    private final Kernel kernel = Kernel.linux();
    private final ByteArrayOutputStream standardError = new ByteArrayOutputStream();
    private final Path path;
    private final Log log;
    /** Always has room, so that the lines count. */
    private final int room = kernel.eventFd();

    private int journald = -1;

    JournalSocketTest(@TempDir Path directory) {
        path = directory.resolve("socket");
        PrintStream lines = new PrintStream(standardError, true, StandardCharsets.UTF_8);
        StandardError other = new StandardError(kernel, room, lines);
        log = new Log(new JournalSocket(kernel, path.toString(), other), other);
    }

    @AfterEach
    void stop() {
        kernel.close(journald);
        kernel.close(room);
    }

    @Test
    void anEntryIsOneDatagramWithAllItsFields() {
        listen();
        log.write(new Entry(Kind.REFUSAL, Entry.INFO, "refused").with("USHER_REASON", "UnknownPath"));
        assertEquals(
                List.of(
                        "MESSAGE=refused",
                        "MESSAGE_ID=" + Kind.REFUSAL.id,
                        "PRIORITY=6",
                        "SYSLOG_IDENTIFIER=usher",
                        "USHER_REASON=UnknownPath"),
                next());
    }

    @Test
    void aValueOfSeveralLinesCannotBeginAField() {
        listen();
        log.write(new Entry(Kind.WARNING, Entry.WARNING, "one\nPRIORITY=0\nthree"));
        assertEquals("MESSAGE=one\nPRIORITY=0\nthree", next().get(0));
    }

    @Test
    void aLongValueIsCut() {
        listen();
        String cut = "ä".repeat(Entry.VALUE_LENGTH_MAX);
        log.write(new Entry(Kind.PROBLEM, Entry.ERROR, cut + "ä"));
        assertEquals("MESSAGE=" + cut, next().get(0));
    }

    @Test
    void entriesThatAFullQueueDoesNotTakeAreCountedAndToldWhenThereIsRoom() {
        listen();
        for (int i = 0; i < FLOOD; i++) {
            log.write(new Entry(Kind.WARNING, Entry.WARNING, "one of many"));
        }
        long dropped = log.dropped();
        int taken = 0;
        while (!next().isEmpty()) {
            taken++;
        }
        assertEquals(FLOOD, taken + dropped);
        assertTrue(dropped > 0, "the queue of a unix socket is endless here");

        log.write(new Entry(Kind.WARNING, Entry.WARNING, "after it"));
        List<String> told = next();
        assertTrue(told.contains("USHER_DROPPED=" + dropped), told::toString);
        assertTrue(told.contains("MESSAGE_ID=" + Kind.DROPPED.id), told::toString);
        assertEquals("MESSAGE=after it", next().get(0));
        assertEquals(dropped, log.dropped());
    }

    @Test
    void aJournalThatWasRestartedIsFoundAgain() throws Exception {
        listen();
        log.write(new Entry(Kind.WARNING, Entry.WARNING, "before"));
        kernel.close(journald);
        Files.delete(path);
        listen();
        log.write(new Entry(Kind.WARNING, Entry.WARNING, "after"));
        assertEquals("MESSAGE=after", next().get(0));
    }

    @Test
    void whereThereIsNoJournalTheLineGoesToStandardError() {
        log.write(new Entry(Kind.WARNING, Entry.WARNING, "nobody is there"));
        log.flush();
        assertEquals("<4>nobody is there\n", standardError.toString(StandardCharsets.UTF_8));
        assertEquals(0, log.dropped());
    }

    @Test
    void flushingWaitsUntilTheQueueIsEmpty() throws Exception {
        listen();
        log.write(new Entry(Kind.WARNING, Entry.WARNING, "one"));
        Thread flushing = new Thread(log::flush);
        flushing.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (flushing.getState() != Thread.State.TIMED_WAITING && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals("MESSAGE=one", next().get(0));
        flushing.join();
    }

    /** journald looks for the unit of a datagram at its process, which may have ended. */
    @Test
    void theLastEntryGoesToStandardError() {
        listen();
        log.writeLast(new Entry(Kind.FAILURE, Entry.ERROR, "cannot start"));
        assertEquals("<3>cannot start\n", standardError.toString(StandardCharsets.UTF_8));
        assertEquals(List.of(), next());
    }

    private void listen() {
        journald = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        int bound = kernel.bind(journald, new SocketAddressBuffer().setPath(path.toString()));
        assertEquals(0, bound, () -> Errno.describe(bound));
    }

    /** Returns the fields of the next datagram, in order; none if none waits. */
    private List<String> next() {
        NativeMemory memory = NativeMemory.allocate(65_536);
        int count = kernel.receive(journald, memory, 0, memory.size());
        byte[] octets = new byte[Math.max(count, 0)];
        memory.copyTo(octets, 0, octets.length);
        return fields(octets);
    }

    /** Reads a datagram as journald does. */
    static List<String> fields(byte[] datagram) {
        List<String> fields = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN);
        while (rest.hasRemaining()) {
            String name = lineOf(rest);
            fields.add(name + "=" + sized(rest));
        }
        return fields;
    }

    private static String lineOf(ByteBuffer rest) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte octet = rest.get(); octet != '\n'; octet = rest.get()) {
            text.write(octet);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static String sized(ByteBuffer rest) {
        byte[] value = new byte[(int) rest.getLong()];
        rest.get(value);
        assertEquals('\n', rest.get());
        return new String(value, StandardCharsets.UTF_8);
    }
}
