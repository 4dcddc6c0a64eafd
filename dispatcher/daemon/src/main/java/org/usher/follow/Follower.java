package org.usher.follow;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.claim.ClaimReader;
import org.usher.claim.UnitClaims;
import org.usher.journal.Journal;
import org.usher.notify.Notification;
import org.usher.notify.Supervisor;
import org.usher.report.UnitReport;
import org.usher.systemd.Changes;
import org.usher.systemd.Systemd;
import org.usher.unit.UnitSource;

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

    private static final Duration RETRY_FIRST = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(5);
    private static final Duration START_RETRY = Duration.ofMillis(500);

    /** What systemd grants a start beyond {@code TimeoutStartSec=}, counted from each attempt. */
    private static final Duration START_MORE = Duration.ofSeconds(30);

    private final Routing routing;
    private final Supplier<UnitSource> sources;
    private final StatusLine status;
    private final Journal journal;
    private Duration retry = RETRY_FIRST;
    private boolean lost;

    /** Reads into {@code routing}, from a new one of {@code sources} whenever somebody asks. */
    public Follower(Routing routing, Supplier<UnitSource> sources, Supervisor supervisor, Journal journal) {
        this.routing = routing;
        this.sources = sources;
        this.status = new StatusLine(supervisor, routing);
        this.journal = journal;
    }

    /**
     * Returns what the units claim before anything is served. If systemd cannot be asked, it is asked again until it
     * answers: until then no route is known to be true, and clients wait in the backlog.
     */
    public static UnitClaims first(
            ClaimReader reader, Supplier<Systemd> sources, Supervisor supervisor, Journal journal) {
        boolean told = false;
        while (true) {
            try (Systemd systemd = sources.get()) {
                systemd.subscribe(); // else nothing would tell that what is read is of two moments
                UnitClaims claims = reader.update(systemd);
                while (systemd.hasReloaded()) {
                    claims = reader.update(systemd);
                }
                return claims;
            } catch (IOException unanswered) {
                if (!told) {
                    journal.failed("start: " + unanswered.getMessage() + "; until it answers, clients wait");
                    told = true;
                }
                supervisor.send(Notification.extendTimeout(START_MORE).status("waiting: " + unanswered.getMessage()));
                pause(START_RETRY);
            }
        }
    }

    /** Says that the dispatcher is ready. */
    public void ready() {
        status.ready();
    }

    /** Begins to follow {@code systemd} on a thread of its own, for as long as the process lives. */
    public void follow(Systemd systemd) {
        Thread thread = new Thread(() -> followForEver(systemd), "follow-systemd");
        thread.setDaemon(true);
        thread.start();
    }

    private void followForEver(Systemd systemd) {
        while (true) {
            try {
                followUntilLost(systemd);
            } catch (IOException unanswered) {
                lose(String.valueOf(unanswered.getMessage()));
            } catch (RuntimeException | Error fault) {
                journal.failed("follow systemd: " + Journal.stackOf(fault));
                lose(fault.toString());
            }
            pause(retry);
            Duration longer = retry.multipliedBy(2);
            retry = longer.compareTo(RETRY_MAX) < 0 ? longer : RETRY_MAX;
        }
    }

    /** Subscribes before it reads: a change between the two is then heard of. */
    private void followUntilLost(Systemd systemd) throws IOException {
        systemd.subscribe();
        routing.update(systemd);
        recover();
        long read = System.nanoTime();
        while (true) {
            pause(PAUSE);
            Duration left = SILENCE_MAX.minusNanos(System.nanoTime() - read);
            Changes changes = systemd.awaitChanges(left.isNegative() ? Duration.ZERO : left);
            boolean all = changes.everything() || changes.isEmpty();
            refreshIf(all ? routing.update(systemd) : routing.update(systemd, changes.units()));
            read = all ? System.nanoTime() : read;
        }
    }

    /** Says that systemd is out of reach, once for however long it lasts. */
    private void lose(String why) {
        if (!lost) {
            lost = true;
            journal.failed("follow systemd: " + why + "; until it answers, routes stay as they are");
            status.show("cannot follow systemd: " + why);
        }
    }

    private void recover() {
        if (lost) {
            lost = false;
            journal.recovered("follow systemd: it answers again, and all units were read");
        }
        status.refresh();
        retry = RETRY_FIRST;
    }

    /** Reads all units, and returns when what they claim is in force. */
    public void reload() throws IOException {
        try (UnitSource source = sources.get()) {
            refreshIf(routing.readAgain(source));
        }
    }

    /** Reads the reservations because their files have changed. */
    public void readReservations() {
        try {
            refreshIf(routing.readReservations());
        } catch (RuntimeException | Error fault) {
            journal.failed("read reservations: " + Journal.stackOf(fault));
        }
    }

    /** Describes a unit as its files are now; null if there is no such unit. */
    public @Nullable UnitReport describe(String unit) throws IOException {
        try (UnitSource source = sources.get()) {
            return routing.situation().describe(source, unit);
        }
    }

    private void refreshIf(boolean news) {
        if (news) {
            status.refresh();
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException neverInterrupted) {
            throw new AssertionError(neverInterrupted);
        }
    }
}
