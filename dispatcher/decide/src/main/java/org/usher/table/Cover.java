package org.usher.table;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.route.Claim;
import org.usher.route.Reservation;

/**
 * The reservations that cover one place, and so decide who may claim it.
 *
 * <p>The longest of an administrator's decides alone. Where none covers, packages' reservations close, and never open:
 * each of them must name the unit, and none keeps out a claim that an administrator has written.
 *
 * @param deciding the longest one of an administrator
 * @param closing those of packages, longest last; of no account where there is a deciding one
 */
record Cover(@Nullable Reservation deciding, List<Reservation> closing) {
    static final Cover NONE = new Cover(null, List.of());

    /** What covers a place below this one's, where {@code here} are the reservations of that very place. */
    Cover with(List<Reservation> here) {
        if (here.isEmpty()) {
            return this;
        }
        Reservation longest = null;
        List<Reservation> all = new ArrayList<>(closing);
        for (Reservation reservation : here) {
            if (reservation.isPackages()) {
                all.add(reservation);
            } else if (longest == null || isFuller(reservation, longest)) {
                longest = reservation; // Of one prefix the first counts; of two spellings of one, the full form.
            }
        }
        return new Cover(longest == null ? deciding : longest, all);
    }

    private static boolean isFuller(Reservation one, Reservation other) {
        return one.prefix().isFull() && !other.prefix().isFull();
    }

    /** The reservation that keeps a claim from being in force; null if nothing does. */
    @Nullable
    Reservation against(Claim claim) {
        String unit = claim.app().unit();
        if (deciding != null) {
            return deciding.entitles(unit) ? null : deciding;
        }
        if (!claim.isAdministrators()) {
            for (Reservation reservation : closing) {
                if (!reservation.entitles(unit)) {
                    return reservation;
                }
            }
        }
        return null;
    }

    /**
     * The reservation that holds its own place while nobody entitled has claimed it.
     *
     * @param here the reservations of that place
     * @param belowAdministrators whether the route above is an administrator's, which no package takes from him
     */
    @Nullable
    Reservation keeper(List<Reservation> here, boolean belowAdministrators) {
        if (deciding != null) {
            return here.contains(deciding) ? deciding : null;
        }
        return here.isEmpty() || belowAdministrators ? null : here.get(0);
    }
}
