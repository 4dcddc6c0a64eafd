package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

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

    /**
     * Returns the ticks of the most idle of three intervals, or of the first with no more than {@code enough}: in another
     * the dispatcher may have read units or compiled itself.
     */
    static long ticksWhenIdle(Container container, String seconds, long enough) throws IOException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3 && least > enough; i++) {
            long before = ticks(container);
            container.run("sleep", seconds).succeeded(); // the interval that is measured
            least = Math.min(least, ticks(container) - before);
        }
        return least;
    }

    /** Returns the memory that is resident, in KiB. */
    static long residentKiB(Container container) throws IOException {
        return Long.parseLong(read(container, "sed -n 's/^VmRSS:[^0-9]*\\([0-9]*\\) kB/\\1/p' /proc/$pid/status"));
    }

    /** Returns the number of open descriptors. */
    static long descriptors(Container container) throws IOException {
        return Long.parseLong(read(container, "ls /proc/$pid/fd | wc -l"));
    }

    /** Returns it once nothing is there that ends by itself: no connection of a client, and no question of usherctl. */
    static long settledDescriptors(Container container) throws IOException {
        return Long.parseLong(read(
                container,
                "while ss --no-header --tcp --unix --numeric --processes state connected"
                        + " | grep --extended-regexp ':80 |/run/usher/control' | grep --quiet pid=$pid,; do :; done;"
                        + " ls /proc/$pid/fd | wc -l"));
    }

    /** Waits until there are no more than {@code count} descriptors: there may have been one in hand when that was taken. */
    static void awaitDescriptorsAtMost(Container container, long count) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS_MAX);
        while (descriptors(container) > count && System.nanoTime() < end) {}
        long now = descriptors(container);
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

    /**
     * Returns how many descriptors the processes of a service have, once none of them is a TCP connection: a program may
     * close one a little later than its client sees the end. What is no unix socket and does not listen is one.
     */
    static long settledDescriptors(Container container, String service) throws IOException {
        String script =
                """
                pids=$(systemctl status --lines=0 SERVICE | grep -oE '[├└]─ *[0-9]+' | grep -oE '[0-9]+')
                for pid in $pids; do
                    while
                        awk 'FILENAME ~ /unix/ { print $7 } $4 == "0A" { print $10 }' \
                            /proc/net/unix /proc/$pid/net/unix /proc/$pid/net/tcp /proc/$pid/net/tcp6 >/tmp/stays
                        ls -l /proc/$pid/fd | sed -n 's/.*socket:.\\([0-9]*\\).$/\\1/p' | grep -qvwFf /tmp/stays
                    do :; done
                    ls /proc/$pid/fd
                done | wc -l
                """;
        return Long.parseLong(
                container.sh(script.replace("SERVICE", service)).succeeded().strip());
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
