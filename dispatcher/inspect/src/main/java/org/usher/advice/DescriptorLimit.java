package org.usher.advice;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.claim.UnitClaims;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
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

    /** The problem there is, if there is one and such a service is known. */
    static List<Problem> problems(UnitClaims claims, UnitSource source) throws IOException {
        int apps = claims.states().size();
        int pending = claims.limits().pendingHeadsMax();
        UnitText text = UnitText.read(SERVICE, apps == 0 ? List.of() : source.filesOf(SERVICE), new Problems());
        Assignment line = text.scalar("Service", "LimitNOFILE");
        long needed = (long) QUEUE * apps + (long) PENDING * pending;
        Problems problems = new Problems(SERVICE);
        if (line != null && limit(line.value()) < needed) {
            String what = "LimitNOFILE=" + line.value() + " is too small for " + apps + " apps and PendingHeadsMax="
                    + pending + ": apps that do not answer would stop all others (systemctl edit " + SERVICE
                    + ")";
            problems.warning("fd-limit-too-small", line, what, Fix.lines("[Service]", "LimitNOFILE=" + needed));
        }
        return problems.found();
    }

    /** The soft limit of {@code 1024}, {@code 1024:4096} or {@code infinity}; what is not a number is no limit. */
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
