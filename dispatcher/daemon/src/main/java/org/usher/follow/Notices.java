package org.usher.follow;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.usher.explain.Situation;
import org.usher.journal.Journal;
import org.usher.notify.Supervisor;
import org.usher.problem.Problem;
import org.usher.route.Route;

/**
 * What the journal and systemd are told of what is in force. Each error and warning is logged when it appears, and not
 * again while it lasts; notes are not. A change of routes is one entry. systemd has one line on how things are
 * ({@code systemctl status usher}).
 */
public final class Notices {
    private final Supervisor supervisor;
    private final Journal journal;
    private final Executor teller;
    private volatile @Nullable Situation newest;
    private Set<Problem> logged = Set.of();
    /** By what is written of each. */
    private Map<String, Route> routes = Map.of();

    private String shown = "";

    /** Tells on the one thread of {@code teller}: finding problems may take a second, and changes must be heard meanwhile. */
    public Notices(Supervisor supervisor, Journal journal, Executor teller) {
        this.teller = teller;
        this.supervisor = supervisor;
        this.journal = journal;
    }

    /** Tells what is new in {@code now}, unless a later situation comes before its turn: else ever more would wait. */
    void tell(Situation now) {
        newest = now;
        teller.execute(() -> {
            if (now.equals(newest)) {
                log(now.mistakes());
                logRoutes(now.table().routes());
                show(line(now));
            }
        });
    }

    /** Sends {@code line} to systemd, unless it was sent last. */
    synchronized void show(String line) {
        if (!line.equals(shown)) {
            shown = line;
            supervisor.status(line);
        }
    }

    /** Remembers that {@code mistakes} are known already. */
    synchronized void areKnown(List<Problem> mistakes) {
        logged = new HashSet<>(mistakes);
    }

    /** Logs those of {@code mistakes}, which are all that there are now, that are new. */
    synchronized void log(List<Problem> mistakes) {
        mistakes.stream().filter(mistake -> !logged.contains(mistake)).forEach(journal::found);
        areKnown(mistakes);
    }

    /** Logs how {@code now}, all routes that there are, differ from those before. */
    private void logRoutes(List<Route> now) {
        Map<String, Route> next = new TreeMap<>();
        now.forEach(route -> next.put(route.prefix() + " of " + route.app().unit(), route));
        journal.routesChanged(minus(next, routes), minus(routes, next));
        routes = next;
    }

    private static Map<String, Route> minus(Map<String, Route> some, Map<String, Route> others) {
        Map<String, Route> left = new TreeMap<>(some);
        left.keySet().removeAll(others.keySet());
        return left;
    }

    /** Returns such as {@code 12 routes, 3 reservations, 1 problem (usherctl problems)}. */
    private static String line(Situation now) {
        int problems = now.mistakes().size();
        int reservations = now.reservations().all().size();
        return count(now.table().routes().size(), "route")
                + (reservations == 0 ? "" : ", " + count(reservations, "reservation"))
                + ", " + count(problems, "problem")
                + (problems == 0 ? "" : " (usherctl problems)");
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
