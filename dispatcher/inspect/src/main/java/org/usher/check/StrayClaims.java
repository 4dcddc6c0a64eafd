package org.usher.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.offline.UnitPath;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.section.DidYouMean;
import org.usher.section.HttpSection;
import org.usher.unit.UnitFile;
import org.usher.unit.UnitName;

/** Sections {@code [X-HTTP]} in files that are part of no socket unit, so that nobody reads what they claim. */
public final class StrayClaims {
    /** What editors and package managers leave beside the files that count (systemd passes over it, too). */
    private static final Pattern LEFT_OVER =
            Pattern.compile("\\..*|.*(~|\\.(rpm|dpkg-|ucf-)[a-z]+|\\.(bak|old|new|swp))");

    /** The unit whose file it would be: by its directory, or else by its own name. */
    private static final Pattern OWNER = Pattern.compile(".*/([^/]+)\\.d/[^/]+|.*/([^/]+)");

    private StrayClaims() {}

    /**
     * Finds those in the directories of {@code units}.
     *
     * @param elsewhere the names of socket units that are not there but installed: their drop-ins count
     */
    public static List<Problem> in(UnitPath units, Collection<String> elsewhere) throws IOException {
        Set<String> sockets = new TreeSet<>(elsewhere);
        sockets.addAll(units.socketNames());
        Set<String> owners = new TreeSet<>(Set.of("socket"));
        for (String socket : sockets) {
            UnitName.of(socket).dropInNames().forEach(name -> owners.add(name.toString()));
        }
        Problems problems = new Problems();
        for (Path file : units.files()) {
            UnitFile.Header header =
                    LEFT_OVER.matcher(file.getFileName().toString()).matches() ? null : claims(file);
            if (header != null) {
                String owner = OWNER.matcher(file.toString()).replaceFirst("$1$2");
                report(header, owner, owners, problems);
            }
        }
        return problems.found();
    }

    private static UnitFile.@Nullable Header claims(Path file) {
        try {
            return UnitFile.read(file).headers().stream()
                    .filter(header -> header.section().equals(HttpSection.NAME))
                    .findFirst()
                    .orElse(null);
        } catch (IOException ignored) { // what cannot be read is somebody else's, or named where it belongs to a unit
            return null;
        }
    }

    private static void report(UnitFile.Header header, String owner, Set<String> owners, Problems problems) {
        Path file = header.file();
        UnitName unit = UnitName.of(owner);
        boolean isDropIn =
                owners.contains(owner) || owners.contains(unit.template().toString());
        if (isDropIn
                && !file.toString().endsWith(".conf")
                && !owner.equals(file.getFileName().toString())) {
            String what = "this claim has no effect: the name of a drop-in must end in .conf";
            problems.warning("stray-claim", header, what, Fix.command("mv", file, file + ".conf"));
        } else if (!isDropIn) {
            String socket = unit.stem().replaceFirst("\\.socket$", "") + ".socket";
            String meant = owners.contains(socket) ? socket : DidYouMean.word(socket, List.copyOf(owners));
            String what = "this claim has no effect, since this file belongs to no socket unit: move it to "
                    + (meant == null ? "the app's .socket unit" : meant + " or " + meant + ".d/50-http.conf");
            problems.warning("stray-claim", header, what, null);
        }
    }
}
