package org.usher.connection;

import org.usher.poll.Failures;
import org.usher.refusal.Refusal;
import org.usher.route.Route;

/**
 * What happens to connections, in the words of the domain. Called on the threads that serve, more than one at a time: an
 * implementation is thread-safe, must not block and keeps nothing of what is passed to it.
 */
public interface Events extends Failures.Listener {
    /** A connection was passed to the app of {@code route}. */
    void handedOff(Route route);

    /**
     * A request was answered by us.
     *
     * @param detail may hold octets from the network
     */
    void refused(Request request, Refusal reason, String detail);

    /**
     * A connection ended without an answer.
     *
     * @param hadRequest false if nothing was ever sent, or the client went away before its head was complete; true if a
     *     request must not be answered, or an error of ours leaves open whether there was one
     */
    void gone(boolean hadRequest);

    /** What came over the return listener was not a connection of ours and was closed; {@code why} says which check. */
    void badReturn(String why, int uid);

    /**
     * Open connections were left to the next dispatcher.
     *
     * @param closed how many found no place and were closed instead
     * @param why why the last of these did not
     */
    void parked(int parked, int closed, String why);

    /**
     * Open connections of the dispatcher before us were taken up.
     *
     * @param closed how many could not be and were closed instead
     * @param why why the last of these could not
     */
    void takenUp(int takenUp, int closed, String why);
}
