package org.usher.follow;

import org.usher.explain.InstalledUnits;
import org.usher.offline.UnitPath;
import org.usher.reservation.ReservationPath;

/**
 * What is installed where a dispatcher serves.
 *
 * @param units the unit files, those of inactive units too
 * @param reservations where reservations stand
 * @param embedded whether {@code usherctl run} plays systemd: then all units are active
 */
public record Installed(UnitPath units, ReservationPath reservations, boolean embedded) {

    /** The socket units at this moment. */
    InstalledUnits sockets() {
        return embedded ? InstalledUnits.allActive(() -> InstalledUnits.namesOf(units)) : InstalledUnits.of(units);
    }
}
