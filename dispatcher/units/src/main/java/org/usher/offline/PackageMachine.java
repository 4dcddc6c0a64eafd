package org.usher.offline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.usher.machine.Machine;

/** This machine after the package is installed whose files lie below a directory: with the groups that these make. */
public final class PackageMachine extends Machine {
    /** A line of sysusers.d(5): a group, a user with a group of its name, or a member. */
    private static final Pattern MAKES_GROUP = Pattern.compile("[ug]\\S*\\s+(\\S+).*|m\\S*\\s+\\S+\\s+(\\S+).*");

    private final Set<String> groups = new HashSet<>();

    /** Reads sysusers.d below {@code root}. */
    public PackageMachine(Path root) throws IOException {
        for (String directory : List.of("usr/lib/sysusers.d", "etc/sysusers.d")) {
            for (Path file : UnitPath.settings(root.resolve(directory))) {
                for (String line : Files.readAllLines(file)) {
                    Matcher made = MAKES_GROUP.matcher(line);
                    if (made.matches()) {
                        groups.add(made.group(1) == null ? made.group(2) : made.group(1));
                    }
                }
            }
        }
    }

    @Override
    public boolean hasGroup(String group) {
        return groups.contains(group) || super.hasGroup(group);
    }
}
