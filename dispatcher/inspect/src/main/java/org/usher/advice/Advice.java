package org.usher.advice;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.usher.claim.AppListener;
import org.usher.claim.AppSection;
import org.usher.claim.UnitClaims;
import org.usher.machine.Machine;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.route.App;
import org.usher.section.HttpSection;
import org.usher.section.ListenerSection;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;

/** What could be better about units, each by itself: read from their text and files, beside what they claim. */
public final class Advice {
    private Advice() {}

    /**
     * Advice on all units that count, and on the dispatcher that is to serve them.
     *
     * @param claims what these units claim
     * @throws IOException if {@code source} cannot be asked
     */
    public static List<Problem> on(UnitClaims claims, UnitSource source, Machine machine) throws IOException {
        List<Problem> found = new ArrayList<>();
        for (UnitFiles unit : source.activeSockets()) {
            found.addAll(on(unit.unit(), unit.files(), source, machine));
        }
        found.addAll(DescriptorLimit.problems(claims, source));
        return found;
    }

    /** Advice on one socket unit; none if it has nothing to do with usher. */
    public static List<Problem> on(String unit, List<Path> files, UnitSource source, Machine machine)
            throws IOException {
        Problems problems = new Problems(unit);
        UnitText text = UnitText.read(unit, files, new Problems());
        if (!text.has(HttpSection.NAME) || !text.loads()) {
            return List.of();
        }
        FileTrust.report(text, machine, problems);
        if (!ListenerSection.concerns(text, machine)) {
            AppSection app = AppSection.read(text, source, machine, new Problems());
            app.claims().forEach(claim -> WideClaim.report(claim, problems));
            AppListener listener = app.listener();
            if (listener != null && listener.mode() == App.Mode.HANDOFF) {
                SocketAccess.report(text, listener, machine, problems);
                SocketTraps.report(text, listener, problems);
            }
            if (listener != null) {
                SocketPlace.report(text, listener, source, machine, problems);
            }
        }
        return problems.found();
    }
}
