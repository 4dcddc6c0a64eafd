package org.usher.table;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.route.Claim;
import org.usher.route.Reservation;

/**
 * The reservation that covers one place and so decides who may claim it: the longest one, alone.
 *
 * @param deciding null where nothing is reserved
 */
record Cover(@Nullable Reservation deciding) {
    static final Cover NONE = new Cover(null);

    /** What covers a place below this one's, where {@code here} are the reservations of that very place. */
    Cover with(List<Reservation> here) {
        Reservation longest = null;
        for (Reservation reservation : here) {
            if (longest == null || isFuller(reservation, longest)) {
                longest = reservation; // Of one prefix the first counts; of two spellings of one, the full form.
            }
        }
        return longest == null ? this : new Cover(longest);
    }

    private static boolean isFuller(Reservation one, Reservation other) {
        return one.prefix().isFull() && !other.prefix().isFull();
    }

    /** The reservation that keeps a claim from being in force; null if nothing does. */
    @Nullable
    Reservation against(Claim claim) {
        return deciding == null || deciding.entitles(claim.app().unit()) ? null : deciding;
    }

    /** The reservation that holds its own place, where {@code here} are, while nobody entitled has claimed it. */
    @Nullable
    Reservation keeper(List<Reservation> here) {
        return here.contains(deciding) ? deciding : null;
    }
}
