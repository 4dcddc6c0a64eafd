package org.usher.follow;

import java.util.List;
import org.usher.claim.UnitClaims;
import org.usher.explain.InstalledUnits;
import org.usher.explain.Situation;
import org.usher.offline.UnitPath;
import org.usher.reservation.ReservationPath;
import org.usher.reservation.Reservations;
import org.usher.route.Listener;

/**
 * What there is where a dispatcher serves, beside what units claim.
 *
 * @param listeners where clients come in
 * @param units the unit files, those of inactive units too
 * @param reservations where reservations stand
 * @param embedded whether {@code usherctl run} plays systemd: then all units are active
 */
public record Installation(List<Listener> listeners, UnitPath units, ReservationPath reservations, boolean embedded) {

    /** Returns what follows here from these claims and reservations. */
    Situation situation(UnitClaims claims, Reservations reserved) {
        InstalledUnits sockets = new InstalledUnits(units::socketNames, embedded ? null : units);
        return Situation.of(claims, reserved, listeners, claims.hostPolicy(embedded), sockets);
    }
}
