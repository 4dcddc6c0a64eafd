package org.usher.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.usher.machine.FileStatus;
import org.usher.machine.Machine;
import org.usher.problem.Fix;
import org.usher.problem.Problems;
import org.usher.problem.Problems.Place;
import org.usher.unit.UnitText;

/**
 * Who else can change the files of a unit: whoever can, can claim any prefix. Files that are installed must be root's
 * alone, with every directory above them; of files elsewhere, such as those of a package that is being built, only their
 * own permissions are judged.
 */
final class FileTrust {
    private static final Set<String> ROOT = Set.of("root", "0");

    private FileTrust() {}

    static void report(UnitText text, Machine machine, Problems problems) {
        for (Path file : text.paths()) {
            boolean installed = FileStatus.isInstalled(file);
            for (Path path : installed ? above(file) : Set.of(file)) {
                if (report(file, path, installed, machine, problems) && installed) {
                    return; // one is enough to mend first: what lies below is often mended with it
                }
            }
        }
    }

    /** The file and all directories that lead to it, by the name that systemd knows and by the real one. */
    private static Set<Path> above(Path file) {
        Set<Path> paths = new LinkedHashSet<>();
        try {
            for (Path way : List.of(file, file.toRealPath())) {
                Stream.iterate(way, Objects::nonNull, Path::getParent).forEach(paths::add);
            }
        } catch (IOException ignored) { // it was readable a moment ago: the next reading says that it is gone
        }
        return paths;
    }

    /** Whether there was something to report of a path that leads to the file; of a link the permissions mean nothing. */
    private static boolean report(Path file, Path path, boolean installed, Machine machine, Problems problems) {
        FileStatus status = machine.status(path);
        if (status == null || status.kind() == FileStatus.Kind.NONE) {
            return false;
        }
        String what;
        String fix;
        if (installed && !ROOT.contains(status.owner())) {
            what = status.owner() + " owns " + path + " and so can claim any prefix";
            fix = Fix.command("chown", "-h", "root:root", path);
        } else if (status.kind() != FileStatus.Kind.LINK && (status.othersWrite() || status.groupWrites())) {
            String owner = installed ? "root" : "its owner";
            what = "someone other than " + owner + " can write to " + path + " and so claim any prefix";
            fix = Fix.command("chmod", "go-w", path);
        } else {
            return false;
        }
        problems.warning("untrusted-file", Place.of(file, 0), what, fix);
        return true;
    }
}
