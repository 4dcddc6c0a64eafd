package org.usher.app;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.connection.ParkingPlace;
import org.usher.parking.ParkedApp;
import org.usher.posix.Kernel;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;

/**
 * What dispatchers before us have sent and no app has taken: an escrow for each message that they were parked in, until
 * that is empty. New requests never go this way.
 */
public final class Inheritance {
    private final AppQueues all;
    private final Kernel kernel;
    private final List<InheritedEscrow> escrows = new ArrayList<>();

    Inheritance(AppQueues all) {
        this.all = all;
        this.kernel = all.surroundings().kernel();
    }

    int size() {
        int size = 0;
        for (InheritedEscrow escrow : escrows) {
            size += escrow.size();
        }
        return size;
    }

    /**
     * Returns a new escrow for what was sent to {@code app} from {@code socket}, of which it becomes the owner. If it can
     * be no socket to an app, null, and it stays the caller's.
     */
    @Nullable
    public InheritedEscrow of(ParkedApp app, int socket) {
        if (kernel.option(socket, SocketOption.SO_DOMAIN) != SocketType.AF_UNIX
                || kernel.option(socket, SocketOption.SO_TYPE) != SocketType.SOCK_DGRAM) {
            return null;
        }
        InheritedEscrow escrow = new InheritedEscrow(app, socket, all);
        escrows.add(escrow);
        return escrow;
    }

    /** Lets go of what has been taken, refuses what was sent to units that have failed, and closes what is empty. */
    public void update() {
        for (Iterator<InheritedEscrow> each = escrows.iterator(); each.hasNext(); ) {
            InheritedEscrow escrow = each.next();
            escrow.update();
            if (escrow.size() == 0) {
                escrow.close();
                each.remove();
            }
        }
    }

    /** Leaves in {@code place} what is wholly ours again. */
    void parkIn(ParkingPlace place) {
        escrows.forEach(escrow -> escrow.parkIn(place));
    }

    /** Leaves the rest in {@code place}, and closes the sockets; after {@link #parkIn}. */
    void parkEscrowIn(ParkingPlace place) {
        for (InheritedEscrow escrow : escrows) {
            escrow.parkEscrowIn(place);
            escrow.close();
        }
    }
}
