package org.usher.explain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.check.UnitCheck;
import org.usher.claim.AppListener;
import org.usher.claim.AppSection;
import org.usher.claim.SocketUnit;
import org.usher.claim.UnitClaims;
import org.usher.machine.Machine;
import org.usher.precedence.LostClaim;
import org.usher.precedence.TableBuilder;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.report.UnitReport;
import org.usher.report.UnitReport.ClaimReport;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.route.Claim;
import org.usher.section.HttpSection;
import org.usher.section.ListenerSection;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;

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
        List<Path> files = source.filesOf(unit);
        if (files.isEmpty()) {
            return null;
        }
        Machine machine = new Machine();
        SocketUnit read = SocketUnit.read(new UnitFiles(unit, files, "", "", false), machine);
        UnitText text = UnitText.read(unit, files, new Problems());
        List<Claim> claims = read.claims();
        AppListener receiving = read.receiving();
        App app = claims.isEmpty() ? null : claims.get(0).app();
        List<String> keys = read.listener() == null ? AppSection.KEYS : ListenerSection.ALL_KEYS;
        List<Problem> found = new ArrayList<>(read.problems());
        found.addAll(UnitCheck.of(unit, files, source, machine));
        return new UnitReport(
                unit,
                text.has(HttpSection.NAME),
                app == null ? "unclaimed" : state(app),
                app == null ? null : app.service(),
                app == null ? null : Situation.mode(app),
                app == null ? null : Situation.where(app),
                new UnitLines(keys, receiving == null ? null : receiving.line()).of(text),
                claims.stream().map(this::claim).toList(),
                found);
    }

    private String state(App app) {
        AppState state = declarations.states().get(app.unit());
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
