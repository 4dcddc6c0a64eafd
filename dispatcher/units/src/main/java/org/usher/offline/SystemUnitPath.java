package org.usher.offline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where systemd looks for the units of the system, most important directory first (systemd.unit(5), "Unit File Load Path"). */
public final class SystemUnitPath {
    private static final List<Path> DEFAULT = List.of(
            Path.of("/etc/systemd/system.control"),
            Path.of("/run/systemd/system.control"),
            Path.of("/run/systemd/transient"),
            Path.of("/run/systemd/generator.early"),
            Path.of("/etc/systemd/system"),
            Path.of("/etc/systemd/system.attached"),
            Path.of("/run/systemd/system"),
            Path.of("/run/systemd/system.attached"),
            Path.of("/run/systemd/generator"),
            Path.of("/usr/local/lib/systemd/system"),
            Path.of("/usr/lib/systemd/system"),
            Path.of("/lib/systemd/system"), // the same directory where /usr is merged: the first one wins
            Path.of("/run/systemd/generator.late"));

    private SystemUnitPath() {}

    /** The units of the system, or those in {@code $SYSTEMD_UNIT_PATH}; an empty last entry there stands for the default. */
    public static UnitPath of(Map<String, String> variables) {
        String override = variables.get("SYSTEMD_UNIT_PATH");
        if (override == null || override.isEmpty()) {
            return UnitPath.search(DEFAULT);
        }
        List<Path> directories = new ArrayList<>();
        Stream.of(override.split(":")).map(Path::of).forEach(directories::add);
        if (override.endsWith(":")) {
            directories.addAll(DEFAULT);
        }
        return UnitPath.search(directories);
    }
}
