package org.usher.dispatcher;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.control.Situation;
import org.usher.declaration.Declarations;
import org.usher.declaration.Ledger;
import org.usher.problem.Problem;
import org.usher.route.Claim;
import org.usher.route.HostPolicy;
import org.usher.route.ListenPoint;
import org.usher.unit.UnitSource;

/**
 * What the units declare now, and the routes that follow. They are made beside what is in force and then take its place;
 * if the units cannot be read, what was in force stays.
 *
 * <p>Any thread may read anew. One does at a time, from its first question to the last step, so that what is in force
 * was true later than all that was in force before.
 */
final class Routing {
    private final List<ListenPoint> points;
    private final boolean embedded;
    private final Ledger ledger;
    private final Function<Declarations, Supplier<List<Claim>>> inactive;
    private final Consumer<Situation> install;
    private final Journal journal;
    private Set<Problem> told = Set.of();
    private volatile @Nullable Situation situation;
    private volatile Instant loaded = Instant.EPOCH;

    /**
     * @param inactive what units claim that are not active, given what the active ones declare
     * @param install puts a situation in force, and returns when it is
     */
    Routing(
            List<ListenPoint> points,
            boolean embedded,
            Ledger ledger,
            Function<Declarations, Supplier<List<Claim>>> inactive,
            Consumer<Situation> install,
            Journal journal) {
        this.points = points;
        this.embedded = embedded;
        this.ledger = ledger;
        this.inactive = inactive;
        this.install = install;
        this.journal = journal;
    }

    /** Returns what is in force; there is something from {@link #begin} on. */
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
     * Reads what has changed in the units of {@code source}, and puts it in force.
     *
     * @throws IOException with one sentence if {@code source} cannot say which units there are
     */
    synchronized void update(UnitSource source) throws IOException {
        adopt(ledger.update(source));
    }

    /** Does the same where nothing has changed but {@code units}. */
    synchronized void update(UnitSource source, Set<String> units) throws IOException {
        adopt(ledger.update(source, units));
    }

    /** Reads every file of the units of {@code source} as it is, and puts it in force. */
    synchronized void readAgain(UnitSource source) throws IOException {
        adopt(ledger.readAgain(source));
    }

    /** Returns the first situation, which its caller puts in force. */
    synchronized Situation begin(Declarations declarations) {
        Situation first = situationOf(declarations);
        remember(first);
        return first;
    }

    private void adopt(Declarations declarations) {
        Situation before = situation();
        if (before.declarations().equals(declarations)) {
            loaded = Instant.now();
            return;
        }
        Situation now = before.leadsTheSameWayAs(declarations) ? before.with(declarations) : situationOf(declarations);
        install.accept(now);
        remember(now);
    }

    private void remember(Situation now) {
        situation = now;
        loaded = Instant.now();
        tellProblems(now.problems());
    }

    private Situation situationOf(Declarations declarations) {
        HostPolicy policy = declarations.hostPolicy(embedded);
        return Situation.of(declarations, List.of(), points, policy, inactive.apply(declarations));
    }

    /** A problem goes to the journal when it appears, and not again while it lasts. */
    private void tellProblems(List<Problem> problems) {
        Set<Problem> before = told;
        told = problems.isEmpty() ? Set.of() : new HashSet<>(problems);
        for (Problem problem : problems) {
            if (!before.contains(problem)) {
                journal.found(problem);
            }
        }
    }
}
