package org.usher.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A control group of its own below that of this JVM, in each hierarchy in which systemd keeps its groups. A container that
 * runs in it shares it with nothing else, so whatever is left in it is the container's.
 */
record ControlGroup(List<Path> directories) {
    /** Where systemd's own hierarchy is: alone, or in one of two places beside those of version 1 (cgroups(7)). */
    private static final List<Path> HIERARCHIES =
            List.of(Path.of("/sys/fs/cgroup/systemd"), Path.of("/sys/fs/cgroup/unified"), Path.of("/sys/fs/cgroup"));

    private static final Path PROCESSES = Path.of("cgroup.procs");

    static ControlGroup make(String name) throws IOException {
        List<Path> directories = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
            if (line.startsWith("0::/") || line.contains(":name=systemd:/")) {
                String own = line.substring(line.indexOf(":/") + 2);
                for (Path hierarchy : HIERARCHIES) {
                    Path parent = hierarchy.resolve(own);
                    if (Files.exists(parent.resolve(PROCESSES))) {
                        directories.add(Files.createDirectories(parent.resolve(name)));
                    }
                }
            }
        }
        return new ControlGroup(directories.stream().distinct().toList());
    }

    /** Returns a command that runs {@code command} in this group. */
    List<String> joined(String... command) {
        String join = directories.stream()
                .map(directory -> "echo $$ >" + directory.resolve(PROCESSES) + "; ")
                .collect(Collectors.joining());
        List<String> words = new ArrayList<>(List.of("sh", "-euc", join + "exec \"$@\"", "sh"));
        words.addAll(List.of(command));
        return words;
    }

    /**
     * Removes the group and the empty ones that systemd-nspawn leaves in it when it was told to keep to its own unit.
     * Returns the processes that are left in them; empty is good.
     */
    List<String> remove() throws IOException {
        List<String> left = new ArrayList<>();
        for (Path directory : directories) {
            for (Path group : groupsIn(directory)) {
                List<String> processes = Files.readAllLines(group.resolve(PROCESSES));
                processes.forEach(pid -> left.add("process " + pid + " in " + group));
                if (processes.isEmpty()) {
                    Files.delete(group);
                }
            }
        }
        return left;
    }

    /** Returns the group and all below it, the innermost first. */
    private static List<Path> groupsIn(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }
}
