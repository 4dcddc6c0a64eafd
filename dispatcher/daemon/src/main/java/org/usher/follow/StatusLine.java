package org.usher.follow;

import org.usher.explain.Situation;
import org.usher.notify.Notification;
import org.usher.notify.Supervisor;
import org.usher.problem.Problem;

/** What systemd is told: that usher is ready, and one line on how things are ({@code systemctl status usher}). */
final class StatusLine {
    private final Supervisor supervisor;
    private final Routing routing;
    private String sent = "";

    StatusLine(Supervisor supervisor, Routing routing) {
        this.supervisor = supervisor;
        this.routing = routing;
    }

    /** Says that the dispatcher is ready. */
    synchronized void ready() {
        sent = line();
        supervisor.send(Notification.ready().status(sent));
    }

    /** Sends the line that is true now. */
    void refresh() {
        show(line());
    }

    /** Sends {@code line}, unless it was sent last. */
    synchronized void show(String line) {
        if (!line.equals(sent)) {
            sent = line;
            supervisor.status(line);
        }
    }

    /** Returns such as {@code 12 routes, 3 reservations, 1 problem (usherctl problems)}. */
    private String line() {
        Situation now = routing.situation();
        long problems = now.problems().stream()
                .filter(problem -> problem.severity() != Problem.Severity.NOTE)
                .count();
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
