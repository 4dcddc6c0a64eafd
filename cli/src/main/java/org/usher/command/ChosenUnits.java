package org.usher.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.usher.check.StrayClaims;
import org.usher.offline.UnitPath;
import org.usher.problem.Problem;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;

/**
 * The socket units that the arguments of a command name, active or not: by directory, by unit file, by drop-in, or by name. All count
 * as active.
 */
final class ChosenUnits implements UnitSource {
    /** Stands for the instance where a template is to be checked. */
    private static final String EXAMPLE = "example";

    /** A socket unit, the directory of its drop-ins, or one of them. */
    private static final Pattern UNIT =
            Pattern.compile("(?<directory>.*/)(?<name>[^/]+\\.socket)(?<dropIns>\\.d(/[^/]+)?)?", Pattern.DOTALL);

    private final UnitPath system;
    private final Map<String, UnitFiles> chosen = new LinkedHashMap<>();
    private final List<UnitPath> sources = new ArrayList<>();
    private final List<Problem> strays = new ArrayList<>();

    /** Nothing yet; names are looked up in {@code system}. */
    ChosenUnits(UnitPath system) {
        this.system = system;
    }

    /**
     * Adds what {@code name} names.
     *
     * @throws IllegalArgumentException if that is nothing
     */
    void add(String name) throws IOException {
        Path path = Path.of(name).toAbsolutePath().normalize();
        Matcher unit = UNIT.matcher(path.toString());
        if (!Files.exists(path)) {
            if (name.indexOf('/') >= 0 || !name.endsWith(".socket")) {
                throw new IllegalArgumentException(
                        name + " does not exist: name a directory, a .socket file or a socket unit");
            }
            addUnit(system, name, List.of());
        } else if (unit.matches() && (unit.group("dropIns") != null || !Files.isDirectory(path))) {
            addUnit(UnitPath.directory(Path.of(unit.group("directory"))), unit.group("name"), List.of(path));
        } else if (Files.isDirectory(path)) {
            addDirectory(UnitPath.directory(path));
        } else {
            throw new IllegalArgumentException(name
                    + " is not a socket unit, a drop-in of one (NAME.socket.d/*.conf) or" + " a directory of them");
        }
    }

    /** Adds all socket units of {@code directory}. */
    void addDirectory(UnitPath directory) throws IOException {
        sources.add(directory);
        strays.addAll(StrayClaims.in(directory, system.socketNames()));
        directory.sockets().forEach(unit -> chosen.put(unit.unit(), unit));
    }

    /** Adds one unit; if its path does not know it, the {@code files} alone are all that there is of it. */
    private void addUnit(UnitPath path, String name, List<Path> files) throws IOException {
        String unit = name.replace("@.", "@" + EXAMPLE + ".");
        List<Path> known = path.filesOf(unit);
        if (known.isEmpty()) {
            known = system.filesOf(unit);
        }
        if (known.isEmpty() && files.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no unit " + name + " on this system: name its file or directory");
        }
        sources.add(path);
        chosen.put(unit, new UnitFiles(unit, known.isEmpty() ? files : known, "enabled", "", false));
    }

    /** Claims that nobody reads, where whole directories were named. */
    List<Problem> strays() {
        return strays;
    }

    /** The names of the socket units that are named, or stand beside one that is. */
    Set<String> socketNames() {
        Set<String> names = new TreeSet<>(chosen.keySet());
        for (UnitPath source : sources) {
            names.addAll(source.socketNames());
        }
        return names;
    }

    @Override
    public List<UnitFiles> activeSockets() {
        return List.copyOf(chosen.values());
    }

    @Override
    public List<Path> filesOf(String unit) throws IOException {
        for (UnitPath source : sources) {
            List<Path> files = source.filesOf(unit);
            if (!files.isEmpty()) {
                return files;
            }
        }
        return system.filesOf(unit);
    }
}
