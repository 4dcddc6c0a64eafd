package org.usher.claim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.route.Limits;
import org.usher.unit.Assignment;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;

/**
 * Whether {@code LimitNOFILE=} of the dispatcher is enough: connections that wait in the queues of apps count as its own,
 * all apps together (unix(7), ETOOMANYREFS).
 */
final class DescriptorLimit {
    private static final String SERVICE = "usher.service";
    /** What fits into one queue: net.unix.max_dgram_qlen of a machine that systemd has booted, and one. */
    private static final int QUEUE = 513;
    /** Connection, parked copy, refusal: what one pending head may cost at once. */
    private static final int PENDING = 3;

    private DescriptorLimit() {}

    /** The problem there is; null for none, or where no such service is known. */
    static @Nullable Problem check(int apps, Limits limits, UnitSource source) throws IOException {
        List<Path> files = apps == 0 ? List.of() : source.filesOf(SERVICE);
        UnitText text = UnitText.read(SERVICE, files, new Problems());
        Assignment line = text.scalar("Service", "LimitNOFILE");
        long needed = (long) QUEUE * apps + (long) PENDING * limits.pendingHeadsMax();
        long limit = line == null ? Long.MAX_VALUE : limit(line.value());
        if (line == null || limit >= needed) {
            return null;
        }
        String what = "LimitNOFILE=" + line.value() + " is too small for " + apps + " apps and PendingHeadsMax="
                + limits.pendingHeadsMax() + ": apps that do not answer would stop all others (systemctl edit "
                + SERVICE + ")";
        String fix = Fix.lines("[Service]", "LimitNOFILE=" + needed);
        return new Problem(
                "fd-limit-too-small", Problem.Severity.WARNING, SERVICE, line.file(), line.line(), what, fix);
    }

    /** The soft limit of {@code 1024}, {@code 1024:4096} or {@code infinity}; what nobody can read is none. */
    private static long limit(String value) {
        int colon = value.indexOf(':');
        Long soft = number(colon < 0 ? value : value.substring(0, colon));
        return soft == null ? Long.MAX_VALUE : soft;
    }

    private static @Nullable Long number(String digits) {
        boolean number =
                !digits.isEmpty() && digits.length() <= 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Long.parseLong(digits) : null;
    }
}
