package org.usher.dispatcher;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.control.Situation;
import org.usher.declaration.Declarations;
import org.usher.problem.Problem;
import org.usher.reservation.Reservations;
import org.usher.route.HostPolicy;
import org.usher.route.ListenPoint;
import org.usher.unit.UnitSource;

/**
 * What the units declare now, and the routes that follow. It is read whole beside what is in force and then takes its
 * place; if it cannot be read, what was in force stays.
 *
 * <p>Any thread may read anew; one does at a time.
 */
final class Routing {
    private final List<ListenPoint> points;
    private final Installation installation;
    private final Journal journal;
    private final Set<Problem> told = new HashSet<>();
    private Reservations reservations = Reservations.NONE;
    private volatile @Nullable Situation situation;
    private volatile Instant loaded = Instant.EPOCH;

    Routing(List<ListenPoint> points, Installation installation, Journal journal) {
        this.points = points;
        this.installation = installation;
        this.journal = journal;
    }

    /** Returns what is in force; there is something from the first {@link #adopt} on. */
    Situation situation() {
        Situation now = situation;
        if (now == null) {
            throw new IllegalStateException("no units have been read yet");
        }
        return now;
    }

    /** Returns when the units were read last. */
    Instant loaded() {
        return loaded;
    }

    /**
     * Reads what the units of {@code source} declare, and the reservations, and tells {@code install} of what follows.
     *
     * @throws IOException with one sentence if {@code source} cannot say which units there are
     */
    synchronized void read(UnitSource source, Consumer<Situation> install) throws IOException {
        adopt(Declarations.read(source).keepingLastGood(situation().declarations()), install);
        tellProblems();
    }

    /**
     * Puts {@code declarations} in force, with the reservations that are written now, and tells {@code install} of what
     * follows.
     */
    synchronized void adopt(Declarations declarations, Consumer<Situation> install) {
        reservations = Reservations.read(installation.reservations(), reservations);
        adopt(declarations, reservations, install);
    }

    /** Reads the reservations; if they are others than those in force, they are from now on. Returns whether they are. */
    synchronized boolean readReservations(Consumer<Situation> install) {
        Reservations read = Reservations.read(installation.reservations(), reservations);
        if (read.equals(reservations)) {
            return false;
        }
        reservations = read;
        adopt(situation().declarations(), read, install);
        tellProblems();
        return true;
    }

    private void adopt(Declarations declarations, Reservations reserved, Consumer<Situation> install) {
        HostPolicy policy = declarations.hostPolicy(installation.embedded());
        Situation now = Situation.of(
                declarations, reserved, points, policy, installation.inactive(declarations), installation.sockets());
        situation = now;
        loaded = Instant.now();
        install.accept(now);
    }

    /**
     * Tells the journal of the problems there are: of each when it appears, and not again while it lasts. Finding them
     * may take a look at all that is installed, so nobody does it before the first request is served.
     */
    synchronized void tellProblems() {
        List<Problem> problems = situation().problems();
        told.retainAll(problems);
        for (Problem problem : problems) {
            if (told.add(problem)) {
                journal.found(problem);
            }
        }
    }
}
