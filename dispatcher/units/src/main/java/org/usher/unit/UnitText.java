package org.usher.unit;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.usher.machine.Machine;
import org.usher.problem.Fix;
import org.usher.problem.Problems;
import org.usher.problem.Problems.Place;
import org.usher.route.App;

/**
 * The text of one unit: its fragment and drop-ins, merged as systemd merges them. Of a scalar the last assignment
 * counts, a list grows, and an empty value takes back what was assigned before.
 */
public final class UnitText {
    private final String unit;
    private final boolean whole;
    private final List<UnitFile> files;

    private UnitText(String unit, boolean whole, List<UnitFile> files) {
        this.unit = unit;
        this.whole = whole;
        this.files = files;
    }

    /**
     * Reads the files of {@code unit} in the order given, fragment first. One that cannot be read is a problem, and the
     * other files still count.
     */
    public static UnitText read(String unit, List<Path> paths, Problems problems) {
        List<UnitFile> files = new ArrayList<>();
        boolean whole = true;
        for (Path path : paths) {
            try {
                UnitFile file = UnitFile.read(path);
                files.add(file);
                whole &= file.end() == null || files.size() > 1;
            } catch (IOException unreadable) {
                whole &= isNothingToSystemd(path);
                reportUnreadable(path, unreadable, problems);
            }
        }
        return new UnitText(unit, whole, files);
    }

    /** systemd passes over directories and links to nothing: what could not be read there is not missing. */
    private static boolean isNothingToSystemd(Path path) {
        return Files.isDirectory(path) || (Files.isSymbolicLink(path) && !Files.exists(path));
    }

    private static void reportUnreadable(Path path, IOException failure, Problems problems) {
        String why = failure.getMessage();
        String fix = null; // for a file that is too long: its author must know what to leave out
        if (failure instanceof AccessDeniedException) {
            why = "usher has no permission, so what it declares is unknown";
            fix = Fix.command(opened(path).toArray());
        } else if (isNothingToSystemd(path)) {
            why = Files.isDirectory(path) ? "it is a directory" : "it is a link to a file that does not exist";
            fix = Fix.command("rm", "-r", path);
        } else if (failure instanceof NoSuchFileException) {
            why = "it was removed after systemd read it";
            fix = "systemctl daemon-reload";
        }
        problems.warning("unreadable-file", Place.of(path, 0), path + " cannot be read: " + why, fix);
    }

    /** The command that lets everybody read a file, and go through the directories in which nobody may look for it. */
    private static List<Object> opened(Path path) {
        List<Object> command = new ArrayList<>(List.of("chmod", "a+rX", path));
        for (Path above = path.getParent(); above != null && !Files.isExecutable(above); above = above.getParent()) {
            command.add(2, above);
        }
        return command;
    }

    public String unit() {
        return unit;
    }

    /** Whether every file of the unit could be read, and its fragment to its end. */
    public boolean whole() {
        return whole;
    }

    /** Whether systemd loads a unit with this fragment. */
    public boolean loads() {
        return files.isEmpty() || files.get(0).end() == null;
    }

    /** Reports the lines at which systemd stops reading: what stands below may be anything. */
    public void reportEnds(Problems problems) {
        for (int i = 0; i < files.size(); i++) {
            UnitFile.Fault end = files.get(i).end();
            if (end != null) {
                String rest = i == 0 ? "systemd does not load " + unit : "systemd reads no further in this file";
                String what = "line " + end.line() + " is broken: " + end.text() + "; " + rest
                        + ": rewrite the line, or put # before it";
                problems.error("unreadable-line", end, what, null);
            }
        }
    }

    /** The files that could be read, fragment first. */
    public List<Path> paths() {
        return files.stream().map(UnitFile::path).toList();
    }

    /** Whether the unit has such a section, even an empty one. */
    public boolean has(String section) {
        return headers().stream().anyMatch(header -> header.section().equals(section));
    }

    public List<UnitFile.Header> headers() {
        return files.stream().flatMap(file -> file.headers().stream()).toList();
    }

    public List<UnitFile.Fault> faults() {
        return files.stream().flatMap(file -> file.faults().stream()).toList();
    }

    /** Every assignment, in order. */
    public Stream<Assignment> assignments() {
        return files.stream().flatMap(file -> file.assignments().stream());
    }

    /** Every assignment in the section, in order, the ones that were taken back included. */
    public List<Assignment> all(String section) {
        return assignments()
                .filter(assignment -> assignment.section().equals(section))
                .toList();
    }

    /** The assignments that make up a list: those after the last empty one. */
    public List<Assignment> list(String section, String key) {
        return list(all(section), key::equals);
    }

    /** Of these assignments those with such a key after the last empty one of them. */
    public static List<Assignment> list(List<Assignment> all, Predicate<String> isKey) {
        List<Assignment> list = new ArrayList<>();
        for (Assignment assignment : all) {
            if (isKey.test(assignment.key())) {
                if (assignment.value().isEmpty()) {
                    list.clear();
                } else {
                    list.add(assignment);
                }
            }
        }
        return list;
    }

    /** All {@code Listen…=} lines; an empty one of any kind takes back those of every kind (systemd.socket(5)). */
    public List<Assignment> listeners() {
        return list(all("Socket"), key -> key.startsWith("Listen"));
    }

    /** Those of one kind. */
    public List<Assignment> listeners(String key) {
        return listeners().stream().filter(line -> line.key().equals(key)).toList();
    }

    /** The assignment of a scalar that counts, or null where its default does. */
    public @Nullable Assignment scalar(String section, String key) {
        List<Assignment> list = list(section, key);
        return list.isEmpty() ? null : list.get(list.size() - 1);
    }

    /** The service behind this socket unit, as systemd expands its name; a name that can be none does not count. */
    public String service(Machine machine) {
        String service = App.serviceOf(unit);
        for (Assignment written : list("Socket", "Service")) {
            String name = new Specifiers(this, machine).inSystemdValueOrNull(written.value());
            service = name != null && UnitName.isService(name) ? name : service;
        }
        return service;
    }
}
