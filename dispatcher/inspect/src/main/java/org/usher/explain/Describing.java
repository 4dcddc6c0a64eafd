package org.usher.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.advice.Advice;
import org.usher.claim.UnitDescription;
import org.usher.machine.LocalMachine;
import org.usher.precedence.LostClaim;
import org.usher.problem.Problem;
import org.usher.report.ProblemReport;
import org.usher.report.UnitReport;
import org.usher.report.UnitReport.ClaimReport;
import org.usher.route.App;
import org.usher.route.Claim;
import org.usher.unit.Assignment;
import org.usher.unit.UnitSource;

/** What one unit declares, beside what of it is in force. */
final class Describing {
    private final Situation situation;
    private final Set<Claim> active;
    private final Set<Claim> routed = new HashSet<>();
    private final Map<Claim, LostClaim> lost = new HashMap<>();

    Describing(Situation situation) {
        this.situation = situation;
        this.active = new HashSet<>(situation.declarations().claims());
        situation.table().routes().forEach(route -> routed.add(route.claim()));
        situation.built().lost().forEach(loss -> lost.put(loss.loser(), loss));
    }

    /** Describes a unit as its files are now; null if {@code source} knows no such unit. */
    @Nullable
    UnitReport describe(UnitSource source, String unit) throws IOException {
        UnitDescription inventory = UnitDescription.of(source, unit);
        if (inventory == null) {
            return null;
        }
        List<Problem> problems = new ArrayList<>(inventory.problems());
        problems.addAll(Advice.on(unit, source.filesOf(unit), source, new LocalMachine()));
        App app =
                inventory.claims().isEmpty() ? null : inventory.claims().get(0).app();
        return new UnitReport(
                unit,
                inventory.declares(),
                state(inventory),
                app == null ? null : app.service(),
                app == null ? null : app.mode().name().toLowerCase(Locale.ROOT),
                app == null ? null : app.socket().toString(),
                inventory.lines().stream().map(Describing::line).toList(),
                inventory.claims().stream().map(this::claim).toList(),
                problems.stream().map(ProblemReport::of).toList());
    }

    private String state(UnitDescription inventory) {
        if (inventory.claims().isEmpty()) {
            return "unclaimed";
        }
        return situation.declarations().states().containsKey(inventory.unit())
                ? situation.state(inventory.unit())
                : "inactive";
    }

    private ClaimReport claim(Claim claim) {
        LostClaim loss = lost.get(claim);
        String state = "unserved";
        if (!active.contains(claim)) {
            state = "inactive";
        } else if (routed.contains(claim)) {
            state = "routed";
        } else if (loss != null) {
            state = "lost";
        }
        String why =
                state.equals("lost") ? loss.rule().text() + ": " + loss.winner().prefix() : null;
        return new ClaimReport(claim.prefix().toString(), claim.file().toString(), claim.line(), state, why);
    }

    private static UnitReport.Line line(UnitDescription.Line line) {
        Assignment written = line.assignment();
        Assignment by = line.by();
        return new UnitReport.Line(
                written.section(),
                written.key(),
                written.value(),
                written.file().toString(),
                written.line(),
                line.effect().name().toLowerCase(Locale.ROOT),
                by == null ? null : by.file() + ":" + by.line());
    }
}
