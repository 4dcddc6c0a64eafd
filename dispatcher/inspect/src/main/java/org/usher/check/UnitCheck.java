package org.usher.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.usher.claim.AppSection;
import org.usher.claim.UnitClaims;
import org.usher.machine.Machine;
import org.usher.problem.Problem;
import org.usher.problem.Problem.Severity;
import org.usher.problem.Problems;
import org.usher.problem.Problems.Place;
import org.usher.route.Category;
import org.usher.route.Claim;
import org.usher.route.UrlPrefix;
import org.usher.section.HttpSection;
import org.usher.section.ListenerSection;
import org.usher.unit.Assignment;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;

/** What could be better about socket units, each by itself: read from their texts and files, beside what they claim. */
public final class UnitCheck {

    /** What speaks for a host as a whole (RFC 8615), ACME's proofs among it. */
    private static final String WELL_KNOWN = "/.well-known/";

    private UnitCheck() {}

    /**
     * Checks all units that count, and the dispatcher that is to serve them.
     *
     * @param claims what these units claim
     * @throws IOException if {@code source} cannot be asked
     */
    public static List<Problem> ofAll(UnitClaims claims, UnitSource source, Machine machine) throws IOException {
        List<Problem> found = new ArrayList<>();
        for (UnitFiles unit : source.activeSockets()) {
            found.addAll(of(unit.unit(), unit.files(), source, machine));
        }
        found.addAll(Capacity.descriptors(claims, source));
        return found;
    }

    /** Checks one socket unit; there is nothing to say of one that has nothing to do with usher. */
    public static List<Problem> of(String unit, List<Path> files, UnitSource source, Machine machine)
            throws IOException {
        UnitText text = UnitText.read(unit, files, new Problems());
        if (!text.has(HttpSection.NAME) || !text.loads()) {
            return List.of();
        }
        Problems problems = new Problems(unit);
        FileTrust.report(text, machine, problems);
        if (!ListenerSection.concerns(text, machine)) {
            AppSection app = AppSection.read(text, machine, new Problems());
            app.claims().forEach(claim -> width(claim, problems));
            new AppCheck(text, source, machine, problems).check(app.listener());
        }
        return problems.found();
    }

    /**
     * Reports a claim that takes more than one app's share: every host before all others, or everything that nobody else
     * has claimed. An administrator may well want it; a package had better not.
     */
    static void width(Claim claim, Problems problems) {
        UrlPrefix prefix = claim.prefix();
        boolean packaged = Assignment.isPackaged(claim.file());
        if (prefix.host().category() == Category.STRONG) {
            String what = "takes its path on every host, even on those that other units claim";
            wide("strong-wildcard", !claim.isAdministrators(), claim, what, problems);
        } else if (prefix.host().category() == Category.WEAK && prefix.path().equals("/")) {
            wide("root-claim", packaged, claim, "takes every request that no other unit claims", problems);
        }
        if (prefix.path().startsWith(WELL_KNOWN)) {
            String what = "speaks for the whole host: whoever serves it can get certificates for that host";
            wide("well-known", packaged, claim, what, problems);
        }
    }

    private static void wide(String id, boolean matters, Claim claim, String what, Problems problems) {
        Severity severity = matters ? Severity.WARNING : Severity.NOTE;
        String text = "Prefix=" + claim.prefix() + " " + what + ": name the host, //host/path/";
        problems.add(severity, id, Place.of(claim), text, null);
    }
}
