package org.usher.offline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;

/**
 * Directories of unit files, read by the rules by which systemd would read them (systemd.unit(5)): for work without a
 * running systemd. The earlier directory wins, name by name; an empty file or a link to {@code /dev/null} masks a unit.
 *
 * <p>Every call reads the directories anew.
 */
public final class UnitPath implements UnitSource {
    /** Where systemd looks for the units of the system (systemd.unit(5), "Unit File Load Path"). */
    private static final List<String> SYSTEM = List.of(
            "/etc/systemd/system.control",
            "/run/systemd/system.control",
            "/run/systemd/transient",
            "/run/systemd/generator.early",
            "/etc/systemd/system",
            "/etc/systemd/system.attached",
            "/run/systemd/system",
            "/run/systemd/system.attached",
            "/run/systemd/generator",
            "/usr/local/lib/systemd/system",
            "/usr/lib/systemd/system",
            "/lib/systemd/system", // the same directory where /usr is merged: the first one wins
            "/run/systemd/generator.late");

    private final List<Path> directories;
    private final boolean allActive;

    private UnitPath(List<Path> directories, boolean allActive) {
        this.directories = List.copyOf(directories);
        this.allActive = allActive;
    }

    /** One flat directory of unit files: every socket unit in it counts as active. */
    public static UnitPath directory(Path directory) {
        return new UnitPath(List.of(directory), true);
    }

    /**
     * systemd's search path, most important directory first: those socket units count as active that a
     * {@code .wants} or {@code .requires} directory names, as after a boot. Directories that do not exist are skipped.
     */
    public static UnitPath search(List<Path> directories) {
        return new UnitPath(directories, false);
    }

    /** The units of the system, or those in {@code $SYSTEMD_UNIT_PATH}; a colon at its end stands for the default. */
    public static UnitPath system(Map<String, String> variables) {
        String path = variables.getOrDefault("SYSTEMD_UNIT_PATH", "");
        if (path.isEmpty() || path.endsWith(":")) {
            path += String.join(":", SYSTEM);
        }
        return search(Stream.of(path.split(":")).map(Path::of).toList());
    }

    /** The units of the system whose files lie below {@code root}, such as those of a package that is being built. */
    public static UnitPath below(Path root) {
        return search(
                SYSTEM.stream().map(directory -> Path.of(root + directory)).toList());
    }

    @Override
    public List<UnitFiles> activeSockets() throws IOException {
        return sockets().stream()
                .filter(socket -> allActive || socket.state().equals("enabled"))
                .toList();
    }

    /** Every socket unit, the {@code enabled} and the {@code disabled} ones, by name; masked ones and templates are none. */
    public List<UnitFiles> sockets() throws IOException {
        return listing().sockets();
    }

    /** Every file in the directories and in the {@code .d} directories in them, whether it counts or not. */
    public List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path directory : directories) {
            for (Path entry : entries(directory)) {
                files.addAll(entry.toString().endsWith(".d") ? entries(entry) : List.of(entry));
            }
        }
        files.removeIf(file -> !Files.isRegularFile(file));
        return files;
    }

    /**
     * The names of all socket units that a file or a link is named after: templates, aliases and masked ones, too; none if
     * the directories cannot be read.
     */
    public Set<String> socketNames() {
        try {
            return listing().socketNames();
        } catch (IOException ignored) { // whoever asks for the units is told
            return Set.of();
        }
    }

    @Override
    public List<Path> filesOf(String unit) throws IOException {
        return listing().filesOf(unit);
    }

    /** The names of the unit that this one stands for, its own and every alias; that is the first. */
    public Set<String> namesOf(String name) throws IOException {
        return listing().namesOf(name);
    }

    private UnitListing listing() throws IOException {
        return new UnitListing(directories, allActive);
    }

    /** Whether a file says that there is none of its name: an empty one, or a link to {@code /dev/null}. */
    public static boolean isMask(Path file) {
        try {
            return file.toRealPath().equals(Path.of("/dev/null")) || Files.size(file) == 0;
        } catch (IOException ignored) { // a broken link or an unreadable file: reading it will say so
            return false;
        }
    }

    /** What a directory holds, sorted; what is no directory holds nothing. */
    public static List<Path> entries(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }

    /** Those of them whose names say that they hold settings: drop-ins, and others that are read like them. */
    public static List<Path> settings(Path directory) throws IOException {
        return entries(directory).stream()
                .filter(file -> file.toString().endsWith(".conf"))
                .filter(file -> !file.getFileName().toString().startsWith("."))
                .toList();
    }
}
