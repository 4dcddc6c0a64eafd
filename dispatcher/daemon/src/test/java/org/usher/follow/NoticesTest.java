package org.usher.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.usher.activation.ProcessEnvironment;
import org.usher.claim.UnitClaims;
import org.usher.explain.InstalledUnits;
import org.usher.explain.Situation;
import org.usher.journal.Counters;
import org.usher.journal.Entries;
import org.usher.journal.Journal;
import org.usher.notify.Supervisor;
import org.usher.posix.Kernel;
import org.usher.problem.Problem;
import org.usher.problem.Problem.Severity;
import org.usher.reservation.Reservations;

class NoticesTest {
    private final Entries log = new Entries();
    private final Supervisor nobody = Supervisor.of(new ProcessEnvironment(Map.of(), 1), Kernel.linux());
    private final Notices notices = new Notices(nobody, new Journal(log.log(), new Counters(), () -> 0), Runnable::run);

    private static List<Problem> problems(Severity severity, String id, int count) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            problems.add(new Problem(id, severity, "app" + i + ".socket", null, 0, "It is so.", null));
        }
        return problems;
    }

    @Test
    void everyErrorAndWarningIsAnEntry() {
        List<Problem> problems = problems(Severity.ERROR, "bad-prefix", 500);
        problems.addAll(problems(Severity.WARNING, "bad-value", 500));
        notices.log(problems);
        assertEquals(1000, log.lines().size());
    }

    @Test
    void whatHasBeenToldIsNotToldAgain() {
        List<Problem> problems = problems(Severity.WARNING, "bad-value", 10);
        notices.log(problems.subList(0, 9));
        notices.log(problems);
        assertEquals(10, log.lines().size());
    }

    @Test
    void ofSituationsThatWaitToBeToldTheNewestIs() {
        Deque<Runnable> waiting = new ArrayDeque<>();
        Notices slow = new Notices(nobody, new Journal(log.log(), new Counters(), () -> 0), waiting::add);
        slow.tell(situation(problems(Severity.ERROR, "bad-prefix", 2)));
        slow.tell(situation(problems(Severity.WARNING, "bad-value", 3)));
        waiting.forEach(Runnable::run);
        assertEquals(3, log.lines().size());
    }

    private static Situation situation(List<Problem> problems) {
        UnitClaims claims = new UnitClaims(List.of(), List.of(), problems, Map.of());
        InstalledUnits none = new InstalledUnits(Set::of, null);
        return Situation.of(claims, Reservations.NONE, List.of(), claims.hostPolicy(false), none);
    }

    @Test
    void whatSomebodyElseHasToldIsNoNews() {
        notices.areKnown(problems(Severity.ERROR, "bad-prefix", 2));
        notices.log(problems(Severity.ERROR, "bad-prefix", 3));
        assertEquals(1, log.lines().size());
    }
}
