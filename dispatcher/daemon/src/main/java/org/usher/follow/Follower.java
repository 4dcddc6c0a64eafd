package org.usher.follow;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.usher.claim.ClaimReader;
import org.usher.claim.UnitClaims;
import org.usher.journal.Journal;
import org.usher.notify.Notification;
import org.usher.notify.Supervisor;
import org.usher.systemd.Systemd;
import org.usher.text.Printable;

/**
 * The reader of units and reservations: at the start, when systemd tells of a change, and when somebody asks for it.
 *
 * <p>It never reads on the loop's thread, for systemd may be silent for seconds. While systemd cannot be asked, what is in
 * force stays in force, and everything is read again when it answers. A fault of this program costs one reading.
 */
public final class Follower {
    /** A change is read at once and the next one not before this: units start in swarms, and some restart all the time. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** How often everything is read even if nothing was heard: a lost signal must not matter for long. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    /** How soon systemd is asked again that cannot be asked. */
    private static final Duration RETRY = Duration.ofMillis(500);

    /** What systemd grants a start beyond {@code TimeoutStartSec=}, counted from each attempt. */
    private static final Duration START_MORE = Duration.ofSeconds(30);

    private final Routing routing;
    private final Notices notices;
    private final Journal journal;
    private final Consumer<Boolean> changeAhead;
    private boolean lost;

    /** Reads into {@code routing}; {@code changeAhead} is told that something is to be read, and that it was. */
    public Follower(Routing routing, Notices notices, Journal journal, Consumer<Boolean> changeAhead) {
        this.changeAhead = changeAhead;
        this.routing = routing;
        this.notices = notices;
        this.journal = journal;
    }

    /**
     * Returns what the units claim before anything is served. If {@code systemd} cannot be asked, it is asked again until
     * it answers: until then no route is known to be true, and clients wait in the backlog.
     */
    public static UnitClaims first(ClaimReader reader, Systemd systemd, Supervisor supervisor, Journal journal) {
        boolean told = false;
        while (true) {
            try {
                systemd.subscribe(); // else nothing would tell that what is read is of two moments
                UnitClaims claims = reader.update(systemd);
                if (!systemd.hasReloaded()) {
                    return claims;
                }
            } catch (IOException unanswered) {
                if (!told) {
                    journal.failed("start: " + unanswered.getMessage() + "; until it answers, clients wait");
                    told = true;
                }
                supervisor.send(Notification.extendTimeout(START_MORE).status("waiting: " + unanswered.getMessage()));
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    /** Follows {@code systemd} for as long as the process lives. */
    public void follow(Systemd systemd) {
        while (true) {
            try {
                followUntilLost(systemd);
            } catch (IOException | RuntimeException | Error failure) {
                lose(Journal.reason(failure));
            }
            changeAhead.accept(false);
            LockSupport.parkNanos(RETRY.toNanos());
        }
    }

    /** Subscribes before it reads: a change between the two is then heard of. */
    private void followUntilLost(Systemd systemd) throws IOException {
        systemd.subscribe();
        changeAhead.accept(true);
        routing.update(systemd, Set.of());
        recover();
        long everythingRead = System.nanoTime();
        while (true) {
            long read = System.nanoTime();
            changeAhead.accept(systemd.awaitChange(Duration.ZERO)); // not false for a moment, or what waits is refused
            if (systemd.awaitChange(SILENCE_MAX.minusNanos(read - everythingRead))) {
                changeAhead.accept(true);
            }
            LockSupport.parkNanos(PAUSE.toNanos() - (System.nanoTime() - read));
            Set<String> changed = systemd.takeChanges();
            routing.update(systemd, changed);
            everythingRead = changed.isEmpty() ? System.nanoTime() : everythingRead;
        }
    }

    /** Says that systemd cannot be followed, once for however long that lasts. */
    private void lose(String why) {
        if (!lost) {
            lost = true;
            journal.failed("follow systemd: " + why + "; until it answers, routes stay as they are");
            notices.show("cannot follow systemd: " + Printable.of(why));
        }
    }

    private void recover() {
        if (lost) {
            lost = false;
            journal.recovered("follow systemd: it answers again, and all units were read");
            notices.tell(routing.situation());
        }
    }

    /** Reads the reservations because their files have changed. */
    public void readReservations() {
        try {
            routing.readReservations();
        } catch (IOException | RuntimeException | Error failure) {
            journal.failed("read reservations: " + Journal.reason(failure));
        }
    }
}
