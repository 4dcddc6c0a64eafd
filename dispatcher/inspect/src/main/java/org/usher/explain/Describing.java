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
import org.usher.check.UnitCheck;
import org.usher.claim.UnitClaims;
import org.usher.machine.LocalMachine;
import org.usher.precedence.LostClaim;
import org.usher.precedence.TableBuilder;
import org.usher.problem.Problem;
import org.usher.report.ProblemReport;
import org.usher.report.UnitReport;
import org.usher.report.UnitReport.ClaimReport;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.route.Claim;
import org.usher.unit.UnitSource;

/** The description of one unit: what its lines come to, and what of that is in force. */
final class Describing {
    private final UnitClaims declarations;
    private final Set<Claim> active;
    private final Set<Claim> routed = new HashSet<>();
    private final Map<Claim, LostClaim> lost = new HashMap<>();

    Describing(UnitClaims declarations, TableBuilder.Built built) {
        this.declarations = declarations;
        this.active = new HashSet<>(declarations.claims());
        built.table().routes().forEach(route -> routed.add(route.claim()));
        built.lost().forEach(loss -> lost.put(loss.loser(), loss));
    }

    /** Describes a unit as its files are now; null if {@code source} knows no such unit. */
    @Nullable
    UnitReport describe(UnitSource source, String unit) throws IOException {
        UnitDescription description = UnitDescription.of(source, unit);
        if (description == null) {
            return null;
        }
        List<Problem> problems = new ArrayList<>(description.problems());
        problems.addAll(UnitCheck.of(unit, source.filesOf(unit), source, new LocalMachine()));
        App app = description.claims().isEmpty()
                ? null
                : description.claims().get(0).app();
        return new UnitReport(
                unit,
                description.declares(),
                state(description),
                app == null ? null : app.service(),
                app == null ? null : app.mode().name().toLowerCase(Locale.ROOT),
                app == null ? null : app.socket().toString(),
                description.lines(),
                description.claims().stream().map(this::claim).toList(),
                problems.stream().map(ProblemReport::of).toList());
    }

    private String state(UnitDescription description) {
        if (description.claims().isEmpty()) {
            return "unclaimed";
        }
        AppState state = declarations.states().get(description.unit());
        return state == null ? "inactive" : Situation.word(state);
    }

    private ClaimReport claim(Claim claim) {
        String state = state(claim);
        LostClaim loss = state.equals("lost") ? lost.get(claim) : null;
        String why =
                loss == null ? null : loss.rule().text() + ": " + loss.winner().prefix();
        return new ClaimReport(claim.prefix().toString(), claim.file().toString(), claim.line(), state, why);
    }

    private String state(Claim claim) {
        if (!active.contains(claim)) {
            return "inactive";
        }
        return routed.contains(claim) ? "routed" : lost.containsKey(claim) ? "lost" : "unserved";
    }
}
