package org.usher.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.usher.claim.UnitClaims;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.unit.Assignment;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;

/** How many connections can wait: in the socket of one app, and for all apps together. */
public final class Capacity {
    /** What the kernel gives a new network namespace is 10; systemd sets 512 when it boots a machine. */
    private static final int QUEUE_ENOUGH = 64;

    private static final String SERVICE = "usher.service";
    /** What fits into one queue: net.unix.max_dgram_qlen of a machine that systemd has booted, and one. */
    private static final int QUEUE = 513;
    /** Connection, parked copy, refusal: what one pending head may cost at once. */
    private static final int PENDING = 3;
    /** The soft limit of {@code 1024} or {@code 1024:4096}; {@code infinity} and what is not a number are no limit. */
    private static final Pattern SOFT_LIMIT = Pattern.compile("([0-9]{1,18})(:.*)?");

    private static final Path QUEUE_LENGTH = Path.of("/proc/sys/net/unix/max_dgram_qlen");

    private Capacity() {}

    /**
     * The problem with the length of queues, if there is one. Only a process in the network namespace in which systemd
     * makes the sockets can tell, so the dispatcher never can.
     */
    public static List<Problem> queues() {
        try (BufferedReader file = Files.newBufferedReader(QUEUE_LENGTH)) { // readString() returns one octet of it
            return queues(Integer.parseInt(String.valueOf(file.readLine()).strip()));
        } catch (IOException | NumberFormatException ignored) { // /proc/sys is hidden here
            return List.of();
        }
    }

    static List<Problem> queues(int length) {
        Problems problems = new Problems();
        if (length < QUEUE_ENOUGH) {
            String what = "only " + (length + 1) + " connections can wait for an app (net.unix.max_dgram_qlen=" + length
                    + "); a new value applies to sockets started later";
            problems.warning("dgram-queue-short", null, what, "sysctl -w net.unix.max_dgram_qlen=512");
        }
        return problems.found();
    }

    /**
     * The problem with {@code LimitNOFILE=} of the dispatcher, if there is one and such a service is known: connections
     * that wait in the queues of apps count as its own, all apps together (unix(7), ETOOMANYREFS).
     */
    static List<Problem> descriptors(UnitClaims claims, UnitSource source) throws IOException {
        int apps = claims.states().size();
        int pending = claims.limits().pendingHeadsMax();
        UnitText text = UnitText.read(SERVICE, apps == 0 ? List.of() : source.filesOf(SERVICE), new Problems());
        Assignment line = text.scalar("Service", "LimitNOFILE");
        long needed = (long) QUEUE * apps + (long) PENDING * pending;
        Problems problems = new Problems(SERVICE);
        Matcher limit = SOFT_LIMIT.matcher(line == null ? "" : line.value());
        if (line != null && limit.matches() && Long.parseLong(limit.group(1)) < needed) {
            String what = "LimitNOFILE=" + line.value() + " is too small for " + apps + " apps and PendingHeadsMax="
                    + pending + ": apps that do not answer would stop all others (systemctl edit " + SERVICE + ")";
            problems.warning("fd-limit-too-small", line, what, Fix.lines("[Service]", "LimitNOFILE=" + needed));
        }
        return problems.found();
    }
}
