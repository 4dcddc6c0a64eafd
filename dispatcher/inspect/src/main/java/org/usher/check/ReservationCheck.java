package org.usher.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.problem.Problems.Place;
import org.usher.reservation.UnitPattern;
import org.usher.route.Holder;
import org.usher.route.Reservation;
import org.usher.route.Route;
import org.usher.section.DidYouMean;
import org.usher.table.RouteTable;

/** What reservations do that their authors may not have meant: as problems of the lines that reserve. */
public final class ReservationCheck {
    private ReservationCheck() {}

    /**
     * The problems, reservation by reservation.
     *
     * @param active names of units that claim something
     * @param installed names of units that are installed, templates included; asked for only where it matters
     */
    public static List<Problem> problems(
            List<Reservation> reservations,
            RouteTable table,
            Collection<String> active,
            Supplier<? extends Collection<String>> installed) {
        if (reservations.isEmpty()) {
            return List.of();
        }
        Problems problems = new Problems();
        Map<Holder, List<Route>> met = metBefore(table);
        Set<String> seen = new HashSet<>();
        Collection<String> names = null;
        for (Reservation reservation : reservations) {
            if (met.containsKey(reservation)) {
                reportShadowed(reservation, met.get(reservation), problems);
            }
            for (String pattern : reservation.units()) {
                if (seen.add(reservation.file() + " " + pattern) && !matchesAny(pattern, active)) {
                    names = names == null ? installed.get() : names;
                    if (!matchesAny(pattern, names)) {
                        reportUnmatched(reservation, pattern, names, problems);
                    }
                }
            }
            if (table.holders(reservation.prefix()).contains(reservation)) {
                reportUnclaimed(reservation, problems);
            }
        }
        return problems.found();
    }

    /** The routes in force, by what a request for their prefix meets first on some listener. */
    private static Map<Holder, List<Route>> metBefore(RouteTable table) {
        Map<Holder, List<Route>> met = new HashMap<>();
        for (Route route : table.routes()) {
            for (Holder first : table.holders(route.prefix())) {
                met.computeIfAbsent(first, any -> new ArrayList<>()).add(route);
            }
        }
        return met;
    }

    private static void reportShadowed(Reservation reservation, List<Route> routes, Problems problems) {
        Route one = routes.get(0);
        String number = routes.size() == 1 ? "1 route" : routes.size() + " routes";
        String what = "the reservation of " + reservation.prefix() + " shadows " + number + ", such as " + one.prefix()
                + " of " + one.app().unit()
                + ": their requests get 503 Reserved; reserve another host or path, or remove the reservation";
        String fix = Fix.command("usherctl", "unreserve", reservation.prefix());
        problems.warning("reservation-shadows", place(reservation), what, fix);
    }

    private static void reportUnmatched(
            Reservation reservation, String pattern, Collection<String> names, Problems problems) {
        String what = "Unit=" + pattern + " of the reservation of " + reservation.prefix()
                + " matches no unit that is installed or active: correct the name, or install the unit";
        String meant = reservation.units().size() > 1 ? null : DidYouMean.word(pattern, List.copyOf(names));
        String prefix = reservation.prefix().toString();
        String fix = meant == null
                ? null
                : Fix.command("usherctl", "unreserve", prefix) + " && "
                        + Fix.command("usherctl", "reserve", prefix, "--unit", meant);
        problems.warning("reservation-matches-no-unit", place(reservation), what, fix);
    }

    private static void reportUnclaimed(Reservation reservation, Problems problems) {
        String units = String.join(" ", reservation.units());
        String what = reservation.prefix() + " is reserved for " + (units.isEmpty() ? "no unit" : units)
                + " and not claimed: its requests get 503 Reserved"
                + (units.isEmpty() ? "; Unit= says who may claim it" : "; a unit must claim it and listen");
        boolean isName = units.matches("[^ *?\\[]+"); // one unit, and no pattern of names
        String fix = isName ? Fix.command("systemctl", "enable", "--now", units) : null;
        problems.note("reserved-unclaimed", place(reservation), what, fix);
    }

    private static Place place(Reservation reservation) {
        return Place.of(reservation.file(), reservation.line());
    }

    /** Whether one of the units, or the template that one is named after, matches. */
    private static boolean matchesAny(String pattern, Collection<String> units) {
        String ofTemplate = pattern.replaceFirst("@.*(?=\\.)", "@"); // of site@alice.socket it is site@.socket
        return units.stream()
                .anyMatch(unit -> UnitPattern.matches(pattern, unit) || UnitPattern.matches(ofTemplate, unit));
    }
}
