package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/** What the dispatcher of a container uses of the machine, by proc(5). */
final class Processor {
    private static final long SETTLE_SECONDS_MAX = 30;

    private Processor() {}

    /** Returns the processor time in user and kernel mode, in hundredths of a second. */
    static long ticks(Container container) throws IOException {
        String stat = read(container, "cat /proc/$pid/stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** Returns the memory that is resident, in KiB. */
    static long residentKiB(Container container) throws IOException {
        return Long.parseLong(read(container, "sed -n 's/^VmRSS:[^0-9]*\\([0-9]*\\) kB/\\1/p' /proc/$pid/status"));
    }

    /** Returns the number of open descriptors. */
    static long descriptors(Container container) throws IOException {
        return Long.parseLong(read(container, "ls /proc/$pid/fd | wc -l"));
    }

    /** Waits until there are {@code count} descriptors: what is lingering has its time. */
    static void awaitDescriptors(Container container, long count) throws IOException {
        assertEquals(count, descriptorsOnce(container, now -> now == count), "open descriptors");
    }

    /** Waits until there are no more than {@code count} descriptors: there may have been one in hand when that was taken. */
    static void awaitDescriptorsAtMost(Container container, long count) throws IOException {
        long now = descriptorsOnce(container, few -> few <= count);
        String open = read(container, "ls -l /proc/$pid/fd");
        assertTrue(now <= count, () -> now + " open descriptors, not " + count + ":\n" + open);
    }

    /** Waits until the dispatcher holds no connection of a client. */
    static void awaitNoConnection(Container container) throws IOException {
        read(
                container,
                "while ss --no-header --tcp --numeric --processes state connected sport = :80"
                        + " | grep --quiet pid=$pid,; do :; done");
    }

    private static long descriptorsOnce(Container container, LongPredicate settled) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS_MAX);
        long now = descriptors(container);
        while (!settled.test(now) && System.nanoTime() < end) {
            now = descriptors(container);
        }
        return now;
    }

    /** Stops a process with SIGSTOP; returns when all its threads stand still. SIGCONT has it go on. */
    static void stop(Container container, String pid) throws IOException {
        container
                .sh("kill -STOP " + pid + "; while cat /proc/" + pid + "/task/*/status | grep '^State:'"
                        + " | grep --quiet --invert-match 'T (stopped)'; do :; done")
                .succeeded();
    }

    private static String read(Container container, String script) throws IOException {
        return container
                .sh("pid=$(systemctl show --value -p MainPID usher.service); " + script)
                .succeeded()
                .strip();
    }
}
