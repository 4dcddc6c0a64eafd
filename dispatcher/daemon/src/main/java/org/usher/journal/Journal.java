package org.usher.journal;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;
import org.usher.connection.Events;
import org.usher.journal.Counters.Count;
import org.usher.problem.Problem;
import org.usher.refusal.Refusal;
import org.usher.route.Route;
import org.usher.text.Printable;

/**
 * The events of the dispatcher as entries of the log, in words and in fields.
 *
 * <p>Each reason of a refusal has its {@link Quota}, so that a flood costs no more than a trickle; how many were left out
 * is told with the next entry. Any thread may tell: counters, quotas and log each see to that themselves.
 */
public final class Journal implements Events {
    private final Log log;
    private final Counters counters;
    private final Map<Refusal, Quota> refusals = new EnumMap<>(Refusal.class);
    private final Quota badReturns;
    private final Quota warnings;

    /** Writes to {@code log} and counts in {@code counters}; {@code clockNanos} is a monotonic clock. */
    public Journal(Log log, Counters counters, LongSupplier clockNanos) {
        this.log = log;
        this.counters = counters;
        for (Refusal reason : Refusal.values()) {
            refusals.put(reason, new Quota(clockNanos));
        }
        this.badReturns = new Quota(clockNanos);
        this.warnings = new Quota(clockNanos);
    }

    @Override
    public void handedOff(Route route) {
        counters.countHandedOff(route);
    }

    @Override
    public void refused(Refusal reason, @Nullable Route route, String detail, Client client) {
        counters.countRefused(reason, route);
        Quota quota = refusals.getOrDefault(reason, warnings);
        if (quota.allows()) {
            log.write(refusal(reason, route, Printable.of(detail), client.address())
                    .after(quota.takeLeftOut()));
        }
    }

    private static Entry refusal(
            Refusal reason, @Nullable Route route, String detail, @Nullable InetSocketAddress client) {
        String who = client == null ? "gone" : client.toString();
        String what = detail.isEmpty() ? "" : ": " + detail;
        Entry entry = Entry.of(
                        Kind.REFUSAL,
                        Priority.INFO,
                        "refused " + who + " " + reason.status() + " " + reason.word() + what)
                .with("USHER_REASON", reason.word())
                .with("USHER_STATUS", Integer.toString(reason.status()))
                .with("USHER_DETAIL", detail);
        if (route != null) {
            entry.with("USHER_UNIT", route.app().unit())
                    .with("USHER_PREFIX", route.prefix().toString());
        }
        if (client != null) {
            entry.with(
                            "CLIENT_ADDR",
                            IpAddress.of(client.getAddress().getAddress()).toString())
                    .with("CLIENT_PORT", Integer.toString(client.getPort()));
        }
        return entry;
    }

    @Override
    public void gone() {
        counters.add(Count.GONE);
    }

    @Override
    public void badReturn(String why, int uid) {
        counters.add(Count.BAD_RETURN);
        if (badReturns.allows()) {
            log.write(Entry.of(
                            Kind.BAD_RETURN,
                            Priority.WARNING,
                            "closed what uid " + uid + " handed back: " + Printable.of(why))
                    .with("USHER_SENDER_UID", Integer.toString(uid))
                    .with("USHER_DETAIL", Printable.of(why))
                    .after(badReturns.takeLeftOut()));
        }
    }

    @Override
    public void parked(int parked, int closed, String why) {
        tellOpen("parked " + connections(parked) + " for the next dispatcher", closed, why);
    }

    @Override
    public void takenUp(int takenUp, int closed, String why) {
        tellOpen("took up " + connections(takenUp) + " of the dispatcher before", closed, why);
    }

    private static String connections(int count) {
        return count + (count == 1 ? " open connection" : " open connections");
    }

    private void tellOpen(String what, int closed, String why) {
        log.write(
                closed == 0
                        ? Entry.of(Kind.PARKING, Priority.INFO, what)
                        : Entry.of(Kind.PARKING, Priority.WARNING, what + " and closed " + closed + ": " + why));
    }

    @Override
    public void failed(Throwable error, boolean isNew) {
        counters.add(Count.FAILED);
        if (isNew) {
            faulted("an error of usher cost a connection", error);
        }
    }

    @Override
    public void warned(String what) {
        if (warnings.allows()) {
            log.write(Entry.of(Kind.WARNING, Priority.WARNING, what).after(warnings.takeLeftOut()));
        }
    }

    /** Tells that what had failed works again. */
    public void recovered(String what) {
        log.write(Entry.of(Kind.FAILURE, Priority.NOTICE, what));
    }

    /** Tells of something that failed and is tried again. */
    public void failed(String what) {
        log.write(failure(what));
    }

    /** Tells why the process ends now, and returns when that is written. */
    public void failedForGood(String what) {
        log.writeLast(failure(what));
    }

    /** Tells of a mistake in this program, with its stack; what it had to do is not done. */
    public void faulted(String what, Throwable fault) {
        log.write(failure(what + ": " + stackOf(fault)));
    }

    /** Tells of a mistake in this program after which the process ends, and returns when that is written. */
    public void faultedForGood(String what, Throwable fault) {
        log.writeLast(failure(what + ": " + stackOf(fault)));
    }

    private static String stackOf(Throwable fault) {
        StringWriter stack = new StringWriter();
        fault.printStackTrace(new PrintWriter(stack));
        return stack.toString().strip();
    }

    private static Entry failure(String what) {
        return Entry.of(Kind.FAILURE, Priority.ERROR, what);
    }

    /** Tells of a problem in a unit or a reservation. */
    public void found(Problem problem) {
        Priority priority = Priority.of(problem.severity());
        String where = problem.file() == null ? "" : problem.file() + ":" + problem.line() + ": ";
        String fix = problem.fix() == null ? "" : " " + problem.fix();
        Entry entry = Entry.of(Kind.PROBLEM, priority, where + problem.text() + " [" + problem.id() + "]" + fix)
                .with("USHER_PROBLEM", problem.id());
        if (problem.unit() != null) {
            entry.with("USHER_UNIT", problem.unit());
        }
        if (problem.file() != null) {
            entry.with("USHER_FILE", problem.file()).with("USHER_LINE", Integer.toString(problem.line()));
        }
        log.write(entry);
    }

    /** Tells that there are {@code count} more notes with this id than those that were told one by one. */
    public void foundMore(String id, int count) {
        log.write(Entry.of(Kind.PROBLEM, Priority.NOTICE, count + " more notes [" + id + "]: usherctl problems")
                .with("USHER_PROBLEM", id)
                .with("USHER_SUPPRESSED", Integer.toString(count)));
    }

    /** Returns how many entries the log did not take. */
    public long dropped() {
        return log.dropped();
    }

    /** Waits, a second at most, until what was told is written. */
    public void flush() {
        log.flush();
    }
}
