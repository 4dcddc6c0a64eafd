package org.usher.dispatcher;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.connection.Events;
import org.usher.problem.Problem;
import org.usher.refusal.Printable;
import org.usher.refusal.Refusal;
import org.usher.route.Route;

/**
 * The log, as journald takes it from standard error: a line a message, its priority in front (sd-daemon(3)).
 *
 * <p>A reason is logged at most {@value #LINES_PER_SECOND} times a second, so that a flood of refusals costs no more
 * than a trickle; what was left out is told with the next line.
 */
final class Journal implements Events {
    private static final int LINES_PER_SECOND = 10;

    private static final String ERROR = "<3>";
    private static final String WARNING = "<4>";
    private static final String NOTICE = "<5>";
    private static final String INFO = "<6>";

    private final PrintStream out;
    private final Counters counters;
    private final LongSupplier clockNanos;
    private final Map<Refusal, Quota> refusals = new EnumMap<>(Refusal.class);
    private final Quota badReturns = new Quota();
    private final Quota warnings = new Quota();

    Journal(PrintStream out, Counters counters, LongSupplier clockNanos) {
        this.out = out;
        this.counters = counters;
        this.clockNanos = clockNanos;
        for (Refusal reason : Refusal.values()) {
            refusals.put(reason, new Quota());
        }
    }

    @Override
    public void handedOff(Route route) {
        counters.countHandedOff(route);
    }

    @Override
    public void refused(Refusal reason, @Nullable Route route, String detail, Supplier<String> client) {
        counters.countRefused(reason, route);
        Quota quota = refusals.getOrDefault(reason, warnings);
        if (quota.allows()) {
            String what = detail.isEmpty() ? "" : ": " + Printable.of(detail);
            write(
                    INFO,
                    "refused " + client.get() + " " + reason.status() + " " + reason.word() + what + quota.leftOut());
        }
    }

    @Override
    public void gone() {
        counters.countGone();
    }

    @Override
    public void badReturn(String why, int uid) {
        counters.countBadReturn();
        if (badReturns.allows()) {
            write(WARNING, "closed what uid " + uid + " handed back: " + why + badReturns.leftOut());
        }
    }

    @Override
    public void warned(String what) {
        if (warnings.allows()) {
            write(WARNING, what + warnings.leftOut());
        }
    }

    void started(String what) {
        write(NOTICE, what);
    }

    void failed(String what) {
        write(ERROR, what);
    }

    void found(Problem problem) {
        String priority =
                switch (problem.severity()) {
                    case ERROR -> ERROR;
                    case WARNING -> WARNING;
                    case NOTE -> NOTICE;
                };
        String where = problem.file() == null ? "" : problem.file() + ":" + problem.line() + ": ";
        write(priority, where + problem.text() + " [" + problem.id() + "] " + problem.fix());
    }

    private void write(String priority, String text) {
        out.println(priority + text);
    }

    /** How many lines of one kind may still be written in this second. */
    private final class Quota {
        private long second = Long.MIN_VALUE;
        private int written;
        private long suppressed;

        boolean allows() {
            long now = TimeUnit.NANOSECONDS.toSeconds(clockNanos.getAsLong());
            if (now != second) {
                second = now;
                written = 0;
            }
            if (written == LINES_PER_SECOND) {
                suppressed++;
                return false;
            }
            written++;
            return true;
        }

        String leftOut() {
            if (suppressed == 0) {
                return "";
            }
            String note = " (and " + suppressed + " like it that were not logged)";
            suppressed = 0;
            return note;
        }
    }
}
