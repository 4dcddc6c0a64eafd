package org.usher.section;

import java.nio.file.Path;
import java.util.List;
import org.usher.problem.Problems;
import org.usher.unit.Assignment;
import org.usher.unit.UnitFile;
import org.usher.unit.UnitText;

/** What somebody wrote for us in a place where nobody reads it: a section that is almost ours, or systemd's. */
public final class Misplacement {
    /** Sections of socket units that belong to others, one of which is spelled close to ours. */
    private static final List<String> SYSTEMD = List.of("Unit", "Socket", "Install");

    private Misplacement() {}

    /** Reports what looks like ours and stands where it means nothing. */
    public static void report(UnitText text, Problems problems) {
        for (UnitFile.Header header : text.headers()) {
            String section = header.section().strip();
            boolean exact = header.section().equals(HttpSection.NAME);
            if (!exact && !SYSTEMD.contains(section) && isNear(section)) {
                report(text, header.file(), header.line(), "[" + header.section() + "]", problems);
            }
        }
        for (String section : SYSTEMD) {
            for (Assignment assignment : text.all(section)) {
                if (assignment.key().equals("Prefix")) {
                    String culprit = "Prefix= in [" + section + "]";
                    report(text, assignment.file(), assignment.line(), culprit, problems);
                }
            }
        }
    }

    private static boolean isNear(String section) {
        return section.equals(HttpSection.NAME)
                || section.equalsIgnoreCase("HTTP")
                || DidYouMean.of(section, List.of(HttpSection.NAME)) != null;
    }

    private static void report(UnitText text, Path file, int line, String culprit, Problems problems) {
        problems.warning(
                "near-miss-section",
                text.unit(),
                file,
                line,
                culprit + " means nothing to usher: did you mean [" + HttpSection.NAME + "], in a line above?",
                "[" + HttpSection.NAME + "]");
    }
}
