package org.usher.report;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Problem;

/**
 * What one may ask a dispatcher. The dispatcher itself answers from memory, {@code usherctl} by asking the dispatcher
 * or, without one, from unit files.
 *
 * <p>Every method may be called by several threads at once and returns values that do not change afterwards. None may
 * wait for the loop's thread for longer than a turn of the loop takes.
 */
public interface Inspection {

    /** How the dispatcher is and what it has done since it started. */
    StatusReport status();

    /** The routes that are in force, most specific first. Ten thousand are usual: the list may be a view. */
    List<RouteReport> routes();

    /** What is wrong with what the units declare, in the order found. */
    List<Problem> problems();

    /** Who may claim what, in the order in which reservations decide. */
    List<ReservationReport> reservations();

    /**
     * What a socket unit declares, as its files are now, and what of it is in force.
     *
     * @return null if there is no such unit
     * @throws IOException with one sentence if its files cannot be read
     */
    @Nullable
    UnitReport describe(String unit) throws IOException;

    /** What would become of a request, and why. Nothing is counted and no app is started. */
    Explanation explain(Question question);

    /**
     * Reads the unit files and reservations anew. Returns when what they declare is in force.
     *
     * @throws IOException with one sentence if they cannot be read; what was in force stays so
     */
    void reload() throws IOException;
}
