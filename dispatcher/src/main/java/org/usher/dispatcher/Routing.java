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
import org.usher.problem.Problem;
import org.usher.route.Claim;
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
    private final boolean embedded;
    private final Function<Declarations, Supplier<List<Claim>>> inactive;
    private final Journal journal;
    private final Set<Problem> told = new HashSet<>();
    private volatile @Nullable Situation situation;
    private volatile Instant loaded = Instant.EPOCH;

    Routing(
            List<ListenPoint> points,
            boolean embedded,
            Function<Declarations, Supplier<List<Claim>>> inactive,
            Journal journal) {
        this.points = points;
        this.embedded = embedded;
        this.inactive = inactive;
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
     * Reads what the units of {@code source} declare, and tells {@code install} of what follows.
     *
     * @throws IOException with one sentence if {@code source} cannot say which units there are
     */
    synchronized void read(UnitSource source, Consumer<Situation> install) throws IOException {
        adopt(Declarations.read(source).keepingLastGood(situation().declarations()), install);
    }

    /** Puts {@code declarations} in force, and tells {@code install} of what follows. */
    synchronized void adopt(Declarations declarations, Consumer<Situation> install) {
        HostPolicy policy = declarations.hostPolicy(embedded);
        Situation now = Situation.of(declarations, List.of(), points, policy, inactive.apply(declarations));
        situation = now;
        loaded = Instant.now();
        install.accept(now);
        tellProblems(now.problems());
    }

    /** A problem goes to the journal when it appears, and not again while it lasts. */
    private void tellProblems(List<Problem> problems) {
        told.retainAll(problems);
        for (Problem problem : problems) {
            if (told.add(problem)) {
                journal.found(problem);
            }
        }
    }
}
