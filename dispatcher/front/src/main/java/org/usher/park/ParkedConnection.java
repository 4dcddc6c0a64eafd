package org.usher.park;

import org.usher.connection.Elapsed;
import org.usher.connection.Elapsed.Phase;
import org.usher.connection.History;

/**
 * One connection between two dispatchers, without its fd.
 *
 * @param elapsed what it waits for, and since when
 * @param history what the app that it came back from has said of it
 */
public record ParkedConnection(Elapsed elapsed, History history) {
    /** Returns whether an app may hold a copy, so that only a thread that may hang asks its socket anything. */
    boolean mayBeHeld() {
        return !history.isNew() || elapsed.phase() == Phase.LOST;
    }
}
