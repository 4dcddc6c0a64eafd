package org.usher.journal;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.usher.address.IpAddress;
import org.usher.connection.Events;
import org.usher.connection.Request;
import org.usher.head.Head;
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
    /** How many routes an entry names of those that came, and of those that went. */
    private static final int ROUTES_MAX = 10;

    private final Log log;
    private final Counters counters;
    private final LongSupplier clockNanos;
    private final Map<Enum<?>, Quota> quotas = new ConcurrentHashMap<>();

    /** Writes to {@code log} and counts in {@code counters}; {@code clockNanos} is a monotonic clock. */
    public Journal(Log log, Counters counters, LongSupplier clockNanos) {
        this.log = log;
        this.counters = counters;
        this.clockNanos = clockNanos;
    }

    /** Writes an entry of a sort of which there may be very many. */
    private void write(Enum<?> sort, Supplier<Entry> entry) {
        long leftOut = quotas.computeIfAbsent(sort, first -> new Quota()).admit(clockNanos.getAsLong());
        if (leftOut >= 0) {
            log.write(entry.get().after(leftOut)); // without a lock: to make an entry may take long
        }
    }

    @Override
    public void handedOff(Route route) {
        counters.countHandedOff(route);
    }

    @Override
    public void refused(Request request, Refusal reason, String detail) {
        counters.countRefused(reason, request.route());
        write(reason, () -> refusal(request, reason, Printable.of(detail)));
    }

    private static Entry refusal(Request request, Refusal reason, String detail) {
        InetSocketAddress client = request.connection().ends().client();
        Head head = request.head();
        Route route = request.route();
        String who = client == null ? "gone" : client.toString().replaceFirst("^.*/", "");
        String what = " " + reason.status() + " " + reason.word() + (detail.isEmpty() ? "" : ": " + detail);
        return new Entry(Kind.REFUSAL, Entry.INFO, "refused " + who + what)
                .with("USHER_REASON", reason.word())
                .with("USHER_STATUS", reason.status())
                .with("USHER_DETAIL", detail)
                .with("USHER_HOST", head == null || head.host() == null ? "" : head.host())
                .with("USHER_TARGET", head == null ? "" : Printable.of(head.target(), 0, head.target().length))
                .with("USHER_UNIT", route == null ? "" : route.app().unit())
                .with("USHER_PREFIX", route == null ? "" : route.prefix())
                .with(
                        "CLIENT_ADDR",
                        client == null ? "" : IpAddress.of(client.getAddress().getAddress()))
                .with("CLIENT_PORT", client == null ? "" : client.getPort());
    }

    @Override
    public void gone(boolean hadRequest) {
        counters.add(hadRequest ? Count.DROPPED : Count.GONE);
    }

    @Override
    public void badReturn(String why, int uid) {
        counters.add(Count.BAD_RETURN);
        String detail = Printable.of(why);
        write(Kind.BAD_RETURN, () -> new Entry(
                        Kind.BAD_RETURN, Entry.WARNING, "closed what uid " + uid + " handed back: " + detail)
                .with("USHER_SENDER_UID", uid)
                .with("USHER_DETAIL", detail));
    }

    @Override
    public void parked(int parked, int closed, String why) {
        tellOpen("parked " + connections(parked) + " for the next dispatcher", closed, why);
    }

    @Override
    public void takenUp(int takenUp, int closed, String why) {
        tellOpen("took up " + connections(takenUp) + " from the dispatcher before", closed, why);
    }

    private static String connections(int count) {
        return count + (count == 1 ? " open connection" : " open connections");
    }

    private void tellOpen(String what, int closed, String why) {
        String lost = closed == 0 ? "" : " and closed " + closed + ": " + why;
        log.write(new Entry(Kind.PARKING, closed == 0 ? Entry.INFO : Entry.WARNING, what + lost));
    }

    @Override
    public void failed(Throwable error, boolean isNew) {
        if (isNew) {
            failed("an error of usher cost a connection: " + reason(error));
        }
    }

    @Override
    public void warned(String what) {
        write(Kind.WARNING, () -> new Entry(Kind.WARNING, Entry.WARNING, what));
    }

    /** Tells that what had failed works again. */
    public void recovered(String what) {
        log.write(new Entry(Kind.FAILURE, Entry.NOTICE, what));
    }

    /** Tells of something that failed and is tried again. */
    public void failed(String what) {
        log.write(new Entry(Kind.FAILURE, Entry.ERROR, what));
    }

    /** Tells why the process ends now, and returns when that is written. */
    public void failedForGood(String what) {
        log.writeLast(new Entry(Kind.FAILURE, Entry.ERROR, what));
    }

    /** Returns the sentence of a failure from outside, or the stack of a mistake in this program. */
    public static String reason(Throwable failure) {
        if (failure instanceof IOException) {
            return String.valueOf(failure.getMessage());
        }
        StringWriter stack = new StringWriter();
        failure.printStackTrace(new PrintWriter(stack));
        return stack.toString().strip();
    }

    /** Tells which routes have come and gone, if any have; by what is written of each, such as {@code /wiki/ of wiki.socket}. */
    public void routesChanged(Map<String, Route> added, Map<String, Route> removed) {
        if (added.isEmpty() && removed.isEmpty()) {
            return;
        }
        String comma = added.isEmpty() || removed.isEmpty() ? "" : ";";
        String what = "routes" + listed(" added: ", added.keySet()) + comma + listed(" removed: ", removed.keySet());
        Entry entry = new Entry(Kind.ROUTES, Entry.INFO, what);
        Stream.concat(added.values().stream(), removed.values().stream())
                .limit(ROUTES_MAX)
                .forEach(route -> entry.with("USHER_UNIT", route.app().unit()).with("USHER_PREFIX", route.prefix()));
        log.write(entry);
    }

    private static String listed(String verb, Set<String> routes) {
        int more = routes.size() - ROUTES_MAX;
        String some = routes.stream().limit(ROUTES_MAX).collect(joining(", "));
        return routes.isEmpty() ? "" : verb + some + (more > 0 ? " and " + more + " more" : "");
    }

    /** Tells of a problem in a unit or a reservation. */
    public void found(Problem problem) {
        int priority = problem.severity() == Problem.Severity.ERROR ? Entry.ERROR : Entry.WARNING;
        String place = problem.file() == null ? "" : problem.file() + ":" + problem.line() + ": ";
        String fix = problem.fix() == null ? "" : "; remedy: " + problem.fix();
        log.write(new Entry(Kind.PROBLEM, priority, place + problem.text() + fix + " [" + problem.id() + "]")
                .with("USHER_PROBLEM", problem.id())
                .with("USHER_UNIT", problem.unit())
                .with("USHER_FILE", problem.file())
                .with("USHER_LINE", problem.file() == null ? "" : problem.line()));
    }
}
