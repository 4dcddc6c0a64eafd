package org.usher.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.usher.activation.ProcessEnvironment;
import org.usher.journal.Counters;
import org.usher.journal.Journal;
import org.usher.journal.Log;
import org.usher.posix.Kernel;

class TerminationTest {
    /** A process whose loop dies in its first turn, and with it the thread that a stop would wait for. */
    static final class DyingLoop {
        private DyingLoop() {}

        public static void main(String[] unused) {
            Log log = Log.of(new ProcessEnvironment(Map.of(), 1), Kernel.linux());
            Journal journal = new Journal(log, new Counters(), System::nanoTime);
            Termination.run(DyingLoop::turn, () -> {}, journal);
        }

        private static void turn() {
            System.out.println("turns");
            throw new StackOverflowError("in a turn");
        }
    }

    @Test
    void aLoopThatHasDiedEndsTheProcessAtOnceWithItsStack() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingLoop.class.getName())
                .start();
        assertEquals("turns", process.inputReader().readLine()); // what a JVM takes to start is not counted
        long start = System.nanoTime();
        String log = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(Termination.LOOP_DIED, process.waitFor());
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        assertTrue(seconds < 7, () -> "it took " + seconds + " s: a stop waits for 8");
        assertEquals(1, log.lines().count(), log);
        assertTrue(log.startsWith("<3>the loop has died: java.lang.StackOverflowError: in a turn"), log);
        assertTrue(log.contains("DyingLoop.turn("), log);
    }
}
