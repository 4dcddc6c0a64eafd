package org.usher.routing;

import org.usher.notify.Notification;
import org.usher.notify.Supervisor;
import org.usher.problem.Problem;

/** What systemd is told of us: that we are ready, and in one line how things are ({@code systemctl status usher}). */
public final class Announcements {
    private final Supervisor supervisor;
    private final Routing routing;
    private String told = "";

    /** Tells {@code supervisor} of what {@code routing} has in force. */
    public Announcements(Supervisor supervisor, Routing routing) {
        this.supervisor = supervisor;
        this.routing = routing;
    }

    /** Tells that the dispatcher is ready, or is so again after it has reloaded. */
    public synchronized void ready() {
        told = line();
        supervisor.send(Notification.ready().status(told));
    }

    void reloading() {
        supervisor.send(Notification.reloading());
    }

    /** Tells how things are now, if that is anything new. */
    void changed() {
        changedTo(line());
    }

    synchronized void changedTo(String line) {
        if (!line.equals(told)) {
            told = line;
            supervisor.status(line);
        }
    }

    /** Returns such as {@code 12 routes, 3 reservations, 1 problem (usherctl problems)}; no reservations are not told. */
    private String line() {
        int routes = routing.situation().table().routes().size();
        long problems = routing.situation().problems().stream()
                .filter(problem -> problem.severity() != Problem.Severity.NOTE)
                .count();
        int reservations = routing.situation().reservations().all().size();
        return count(routes, "route") + ", "
                + (reservations == 0 ? "" : count(reservations, "reservation") + ", ")
                + count(problems, "problem")
                + (problems == 0 ? "" : " (usherctl problems)");
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
