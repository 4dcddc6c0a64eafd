package org.usher.follow;

import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import org.usher.claim.ClaimReader;
import org.usher.claim.UnitClaims;
import org.usher.explain.Situation;
import org.usher.reservation.Reservations;
import org.usher.unit.UnitSource;

/**
 * What the units declare now, and the routes that follow. They are made beside what is in force and then take its place;
 * if the units cannot be read, what was in force stays.
 *
 * <p>Any thread may read anew. One does at a time, from its first question to the last step, so that what is in force
 * was true later than all that was in force before.
 */
public final class Routing {
    private final Installation installation;
    private final ClaimReader reader;
    private final Installer installer;
    private final Notices notices;
    private volatile Situation situation;
    private volatile Instant loaded = Instant.now();

    /** Puts a situation in force. */
    public interface Installer {
        /** Returns when {@code next} is in force; throws with one sentence if the one before stays. */
        void install(Situation next) throws IOException;
    }

    /**
     * Makes the first situation, which its caller puts in force.
     *
     * @param claims what {@code reader} has read
     */
    public Routing(
            Installation installation, ClaimReader reader, UnitClaims claims, Installer installer, Notices notices) {
        this.installation = installation;
        this.reader = reader;
        this.installer = installer;
        this.notices = notices;
        this.situation = installation.situation(claims, Reservations.read(installation.reservations()));
    }

    /** Returns what is in force. */
    public Situation situation() {
        return situation;
    }

    /** Returns when the units were read last. */
    public Instant loaded() {
        return loaded;
    }

    /**
     * Tells of the first situation, but not of its problems if {@code usherctl run} has. Finding them may take a look at all
     * that is installed, so nobody does it before the first request is served.
     */
    public synchronized void tellFirst() {
        if (installation.embedded()) {
            notices.areKnown(situation.mistakes());
        }
        notices.tell(situation);
    }

    /**
     * Reads the reservations and what has changed in the units of {@code source}, and puts that in force.
     *
     * @param units those that have changed; empty if any may have
     * @throws IOException with one sentence if {@code source} cannot say which units there are, or nothing is put in force
     */
    synchronized void update(UnitSource source, Set<String> units) throws IOException {
        adopt(reader.update(source, units));
    }

    /** Does the same, and reads every file as it is, even one that systemd has not read again. */
    public synchronized void readAgain(UnitSource source) throws IOException {
        adopt(reader.readAgain(source));
    }

    /** Does the same where nothing has changed but the reservations. */
    synchronized void readReservations() throws IOException {
        adopt(situation.declarations());
    }

    /** Reads the reservations, puts in force what differs, and tells of it if it is more than states of apps. */
    private void adopt(UnitClaims claims) throws IOException {
        Situation before = situation;
        Reservations reservations = Reservations.read(installation.reservations(), before.reservations());
        boolean sameWay = before.leadsTheSameWay(claims, reservations);
        if (!sameWay || !before.declarations().equals(claims)) {
            Situation next = sameWay ? before.with(claims) : installation.situation(claims, reservations);
            installer.install(next);
            situation = next;
        }
        loaded = Instant.now();
        if (!sameWay || !before.declarations().problems().equals(claims.problems())) {
            notices.tell(situation);
        }
    }
}
