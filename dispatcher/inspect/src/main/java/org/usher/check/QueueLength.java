package org.usher.check;

import java.util.List;
import org.usher.machine.Machine;
import org.usher.problem.Problem;

/**
 * How many connections can wait in the socket of an app. Only a process in the network namespace in which systemd makes
 * the sockets can tell, so the dispatcher never can.
 */
public final class QueueLength {
    /** What the kernel gives a new network namespace is 10; systemd sets 512 when it boots a machine. */
    private static final int ENOUGH = 64;

    private QueueLength() {}

    /** The problem with the queues that are made here, or none. */
    public static List<Problem> problems(Machine machine) {
        int length = machine.datagramQueueMax();
        if (length < 0 || length >= ENOUGH) {
            return List.of();
        }
        return List.of(new Problem(
                "dgram-queue-short",
                Problem.Severity.WARNING,
                null,
                null,
                0,
                "only " + (length + 1) + " connections can wait for an app (net.unix.max_dgram_qlen=" + length
                        + "); a new value applies to sockets started later",
                "sysctl -w net.unix.max_dgram_qlen=512"));
    }
}
