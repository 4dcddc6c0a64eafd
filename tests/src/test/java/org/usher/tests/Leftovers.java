package org.usher.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a container could leave on the machine that ran it: mounts, control groups, files of systemd-nspawn and processes.
 * Taken before the boot, compared after the end.
 */
record Leftovers(Set<String> mounts, Set<Path> controlGroups, Set<Path> files) {
    /** Where systemd's own hierarchy is: alone, or in one of two places beside those of version 1 (cgroups(7)). */
    private static final List<Path> HIERARCHIES =
            List.of(Path.of("/sys/fs/cgroup/systemd"), Path.of("/sys/fs/cgroup/unified"), Path.of("/sys/fs/cgroup"));

    private static final Path NSPAWN_FILES = Path.of("/run/systemd/nspawn");

    static Leftovers now() throws IOException {
        return new Leftovers(
                new TreeSet<>(Files.readAllLines(Path.of("/proc/self/mountinfo"))),
                ownControlGroups(),
                // Lock files and the empty directories beside them are systemd-nspawn's own, one for all containers.
                below(NSPAWN_FILES, path -> path.getNameCount() > NSPAWN_FILES.getNameCount() + 1));
    }

    /**
     * Removes the control groups that systemd-nspawn leaves when it was told to keep to its own unit, then returns
     * everything that is there and was not there before; empty is good.
     */
    List<String> since(String pidNamespace) throws IOException {
        List<Path> groups = now().controlGroups.stream()
                .filter(group -> !controlGroups.contains(group))
                .sorted(Comparator.reverseOrder())
                .toList();
        for (Path group : groups) {
            Files.delete(group);
        }
        Leftovers after = now();
        return Stream.of(
                        after.mounts.stream().filter(mount -> !mounts.contains(mount)),
                        after.files.stream()
                                .filter(file -> !files.contains(file))
                                .map(Path::toString),
                        processesIn(pidNamespace).stream().map(pid -> "process " + pid))
                .flatMap(found -> found)
                .toList();
    }

    /** Those that containers of this process make: another process may run containers in a group of its own. */
    private static Set<Path> ownControlGroups() throws IOException {
        Set<Path> groups = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
            if (line.startsWith("0::/") || line.contains(":name=systemd:/")) {
                String own = line.substring(line.indexOf(":/") + 2);
                for (Path hierarchy : HIERARCHIES) {
                    groups.addAll(below(hierarchy.resolve(own).resolve("payload"), path -> true));
                    groups.addAll(below(hierarchy.resolve(own).resolve("supervisor"), path -> true));
                }
            }
        }
        return groups;
    }

    private static Set<Path> below(Path top, Predicate<Path> wanted) throws IOException {
        if (!Files.isDirectory(top)) {
            return Set.of();
        }
        try (Stream<Path> found = Files.walk(top)) {
            return found.filter(path -> Files.isDirectory(path) && wanted.test(path))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<String> processesIn(String pidNamespace) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .filter(process -> pidNamespace.equals(pidNamespaceOf(process)))
                    .map(process -> process.getFileName().toString())
                    .toList();
        }
    }

    /** Returns the name of the namespace, or nothing for a process that has just ended. */
    static String pidNamespaceOf(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/pid")).toString();
        } catch (IOException ignored) { // ended between being listed and being asked
            return "";
        }
    }
}
