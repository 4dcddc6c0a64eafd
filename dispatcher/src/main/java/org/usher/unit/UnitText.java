package org.usher.unit;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.problem.Problems;

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
        for (Path path : paths) {
            try {
                files.add(UnitFile.read(path));
            } catch (IOException unreadable) {
                problems.warning(
                        "unreadable-file", unit, path, 0, whyUnreadable(path, unreadable), "chmod a+r " + path);
            }
        }
        return new UnitText(unit, files.size() == paths.size(), files);
    }

    private static String whyUnreadable(Path path, IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return path + " cannot be read: usher has no permission, so what it declares is unknown";
        }
        if (failure instanceof NoSuchFileException) {
            return path + " cannot be read: it is gone since systemd read it (systemctl daemon-reload)";
        }
        return path + " cannot be read: " + failure.getMessage();
    }

    public String unit() {
        return unit;
    }

    /** Whether every file of the unit could be read. */
    public boolean whole() {
        return whole;
    }

    /** Reports the files that others than their owner may write: who can write one can claim any prefix. */
    public void reportUntrusted(Problems problems) {
        for (UnitFile file : files) {
            Path path = file.path();
            if (isWritableForOthers(path)) {
                String what = "others than its owner can write " + path + " and so claim any prefix";
                problems.warning("untrusted-file", unit, path, 0, what, "chmod go-w " + path);
            }
        }
    }

    private static boolean isWritableForOthers(Path path) {
        try {
            Set<PosixFilePermission> permissions =
                    Files.readAttributes(path, PosixFileAttributes.class).permissions();
            return permissions.contains(PosixFilePermission.GROUP_WRITE)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException ignored) { // it was readable a moment ago: the next reading will say that it is gone
            return false;
        }
    }

    /** Whether the unit has such a section, even an empty one. */
    public boolean has(String section) {
        for (UnitFile.Header header : headers()) {
            if (header.section().equals(section)) {
                return true;
            }
        }
        return false;
    }

    public List<UnitFile.Header> headers() {
        List<UnitFile.Header> headers = new ArrayList<>();
        for (UnitFile file : files) {
            headers.addAll(file.headers());
        }
        return headers;
    }

    public List<UnitFile.Fault> faults() {
        List<UnitFile.Fault> faults = new ArrayList<>();
        for (UnitFile file : files) {
            faults.addAll(file.faults());
        }
        return faults;
    }

    /** Every assignment in the section, in order, the ones that were taken back included. */
    public List<Assignment> all(String section) {
        List<Assignment> all = new ArrayList<>();
        for (UnitFile file : files) {
            for (Assignment assignment : file.assignments()) {
                if (assignment.section().equals(section)) {
                    all.add(assignment);
                }
            }
        }
        return all;
    }

    /** The assignments that make up a list: those after the last empty one. */
    public List<Assignment> list(String section, String key) {
        List<Assignment> list = new ArrayList<>();
        for (Assignment assignment : all(section)) {
            if (!assignment.key().equals(key)) {
                continue;
            }
            if (assignment.value().isEmpty()) {
                list.clear();
            } else {
                list.add(assignment);
            }
        }
        return list;
    }

    /** The assignment of a scalar that counts, or null where its default does. */
    public @Nullable Assignment scalar(String section, String key) {
        List<Assignment> list = list(section, key);
        return list.isEmpty() ? null : list.get(list.size() - 1);
    }
}
