package org.usher.follow;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.claim.ClaimReader;
import org.usher.claim.UnitClaims;
import org.usher.explain.Situation;
import org.usher.journal.Journal;
import org.usher.reservation.Reservations;
import org.usher.route.Listener;
import org.usher.unit.UnitSource;

/**
 * What the units declare now, and the routes that follow. They are made beside what is in force and then take its place;
 * if the units cannot be read, what was in force stays.
 *
 * <p>Any thread may read anew. One does at a time, from its first question to the last step, so that what is in force
 * was true later than all that was in force before.
 */
public final class Routing {
    private final List<Listener> points;
    private final Installed installed;
    private final ClaimReader reader;
    private final Consumer<Situation> install;
    private final ProblemLog problems;
    private volatile @Nullable Situation situation;
    private volatile Instant loaded = Instant.EPOCH;

    /**
     * Knows nothing yet.
     *
     * @param install puts a situation in force, and returns when it is
     */
    public Routing(
            List<Listener> points,
            Installed installed,
            ClaimReader reader,
            Consumer<Situation> install,
            Journal journal) {
        this.points = points;
        this.installed = installed;
        this.reader = reader;
        this.install = install;
        this.problems = new ProblemLog(journal);
    }

    /** Returns what is in force; there is something from {@link #begin} on. */
    public Situation situation() {
        Situation now = situation;
        if (now == null) {
            throw new IllegalStateException("no units have been read yet");
        }
        return now;
    }

    /** Returns when the units were read last. */
    public Instant loaded() {
        return loaded;
    }

    /** Returns the first situation, which its caller puts in force. */
    public synchronized Situation begin(UnitClaims claims) {
        Situation first = situationOf(claims, Reservations.read(installed.reservations(), Reservations.NONE));
        situation = first;
        loaded = Instant.now();
        return first;
    }

    /**
     * Reads what has changed in the units of {@code source} and in the reservations, and puts it in force. Returns
     * whether there is anything to tell: states of apps alone are not.
     *
     * @throws IOException with one sentence if {@code source} cannot say which units there are
     */
    synchronized boolean update(UnitSource source) throws IOException {
        return adopt(reader.update(source), readReservationFiles());
    }

    /** Does the same where nothing has changed but {@code units}. */
    synchronized boolean update(UnitSource source, Set<String> units) throws IOException {
        return adopt(reader.update(source, units), situation().reservations());
    }

    /** Does the same, and reads every file as it is, even one that systemd has not read again. */
    synchronized boolean readAgain(UnitSource source) throws IOException {
        return adopt(reader.readAgain(source), readReservationFiles());
    }

    /** Does the same where nothing has changed but the reservations. */
    synchronized boolean readReservations() {
        return adopt(situation().declarations(), readReservationFiles());
    }

    private Reservations readReservationFiles() {
        return Reservations.read(installed.reservations(), situation().reservations());
    }

    private boolean adopt(UnitClaims claims, Reservations reservations) {
        Situation before = situation();
        boolean sameWay = before.leadsTheSameWay(claims, reservations);
        if (!sameWay || !before.declarations().equals(claims)) {
            Situation next = sameWay ? before.with(claims) : situationOf(claims, reservations);
            install.accept(next);
            situation = next;
        }
        loaded = Instant.now();
        boolean isNew = !sameWay || !before.declarations().problems().equals(claims.problems());
        if (isNew) {
            logProblems();
        }
        return isNew;
    }

    private Situation situationOf(UnitClaims claims, Reservations reservations) {
        return Situation.of(claims, reservations, points, claims.hostPolicy(installed.embedded()), installed.sockets());
    }

    /**
     * Tells the journal of the problems that are new. Finding them may take a look at all that is installed, so nobody
     * does it before the first request is served.
     */
    synchronized void logProblems() {
        problems.log(situation().problems());
    }

    /** Tells of the problems that there are at the start, unless {@code usherctl run} has. */
    public synchronized void logFirstProblems() {
        if (installed.embedded()) {
            problems.areKnown(situation().problems());
        } else {
            logProblems();
        }
    }
}
