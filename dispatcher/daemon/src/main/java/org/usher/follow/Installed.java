package org.usher.follow;

import java.util.List;
import java.util.function.Supplier;
import org.usher.claim.UnitClaims;
import org.usher.explain.InactiveClaims;
import org.usher.explain.InstalledSockets;
import org.usher.offline.UnitPath;
import org.usher.reservation.ReservationPath;
import org.usher.route.Claim;

/**
 * What is installed where a dispatcher serves.
 *
 * @param units the unit files, those of inactive units too
 * @param reservations where reservations stand
 * @param embedded whether {@code usherctl run} plays systemd: then all units are active
 */
public record Installed(UnitPath units, ReservationPath reservations, boolean embedded) {

    /** What units claim that are not active. */
    Supplier<List<Claim>> inactive(UnitClaims active) {
        return embedded ? List::of : new InactiveClaims(units, active);
    }

    /** The names of socket units at this moment. */
    InstalledSockets sockets() {
        return new InstalledSockets(units);
    }
}
