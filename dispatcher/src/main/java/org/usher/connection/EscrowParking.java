package org.usher.connection;

import java.util.ArrayList;
import java.util.List;
import org.usher.parking.EscrowMessage;
import org.usher.parking.ParkedApp;
import org.usher.parking.ParkedRequest;

/**
 * The part of a {@link ParkingPlace} for requests that are in the queue of one app. The socket that they were sent from
 * goes with each message of them, for it alone knows what has been taken, so that no message depends on another.
 */
public final class EscrowParking {
    private final ParkingPlace place;
    private final ParkedApp app;
    private final int socket;
    private final Parcel parcel;
    private final List<Request> requests = new ArrayList<>();

    /** Leaves in {@code parcel}, which is empty, what was sent from {@code socket}, which stays its owner's. */
    EscrowParking(ParkingPlace place, Parcel parcel, ParkedApp app, int socket) {
        this.place = place;
        this.parcel = parcel;
        this.app = app;
        this.socket = socket;
    }

    /** Leaves {@code request} here, of which it becomes the owner; {@code entry} is what is said of it. */
    public void leave(Request request, ParkedRequest entry) {
        if (parcel.isFull()) {
            close();
        }
        if (parcel.count() > 0 && !EscrowMessage.add(parcel.payload(), entry)) {
            close();
        }
        if (parcel.count() == 0) {
            EscrowMessage.begin(parcel.payload(), app);
            boolean ignored = EscrowMessage.add(parcel.payload(), entry); // one fits (ParkedMessage.SIZE_MAX)
            parcel.add(socket);
        }
        parcel.add(request.connection().fd());
        requests.add(request);
    }

    /** Sends what has not been sent yet. Where it finds no place, it is the app's alone. */
    public void close() {
        if (parcel.count() > 0) {
            place.left(requests, app.unit(), parcel.send());
            parcel.empty();
            requests.clear();
        }
    }
}
