package org.usher.offline;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitName;

/** What directories of unit files hold at one moment, by the rules of {@link UnitPath}. */
final class UnitListing {
    /** As many as systemd follows ({@code FOLLOW_MAX}): two aliases may stand for one another. */
    private static final int ALIASES_FOLLOWED_MAX = 8;

    private final List<Path> directories;
    /** The first file of each name: a fragment, a mask, or a link to a file elsewhere. */
    private final Map<String, Path> fragments = new HashMap<>();
    /**
     * By the name of a link, the name that it stands for, which may be that of a link in turn: an alias, or an instance
     * of the template that it leads to.
     */
    private final Map<String, String> aliases = new TreeMap<>();

    private final Set<String> wanted = new TreeSet<>();
    private final Set<Path> realDirectories = new HashSet<>();

    /** Reads the directories, most important first; unless all {@code mustExist}, one that is missing holds nothing. */
    UnitListing(List<Path> directories, boolean mustExist) throws IOException {
        this.directories = directories;
        for (Path directory : directories) {
            if (Files.isDirectory(directory)) {
                realDirectories.add(directory.toRealPath());
            } else if (mustExist) {
                throw new IOException(directory + " is not a directory: name one that holds unit files");
            }
        }
        Set<String> wants = new HashSet<>();
        for (Path directory : directories) {
            for (Path entry : entries(directory)) {
                add(entry, wants);
            }
        }
    }

    /** Every name that a file or a wanted link of a socket has: those of templates, aliases and masked units, too. */
    Set<String> socketNames() {
        Set<String> names = new TreeSet<>(wanted);
        names.addAll(fragments.keySet());
        names.removeIf(name -> !name.endsWith(".socket"));
        return names;
    }

    /** @param wants what was met in {@code .wants} and {@code .requires} directories: the first of each name counts */
    private void add(Path entry, Set<String> wants) throws IOException {
        String name = entry.getFileName().toString();
        if (name.endsWith(".wants") || name.endsWith(".requires")) {
            for (Path link : entries(entry)) {
                boolean first = wants.add(name + "/" + link.getFileName());
                if (first && Files.isSymbolicLink(link) && !UnitPath.isMask(link)) { // nothing else wants anything
                    wanted.add(link.getFileName().toString());
                }
            }
        } else if (UnitName.isValid(name) && !fragments.containsKey(name) && !aliases.containsKey(name)) {
            addUnit(name, entry);
        }
    }

    /** A link that stands for no unit of the same kind is passed over, as if it were not there. */
    private void addUnit(String name, Path entry) throws IOException {
        Path target = Files.isSymbolicLink(entry) ? targetInPath(entry) : null;
        if (target == null) {
            if (Files.isSymbolicLink(entry) || Files.isRegularFile(entry)) {
                fragments.put(name, entry);
            }
            return;
        }
        UnitName alias = UnitName.of(name);
        String unit = target.getFileName().toString();
        UnitName meant = UnitName.of(unit);
        if (meant.isTemplate() && alias.isInstance() && meant.type().equals(alias.type())) {
            aliases.put(name, meant.withInstance(alias.instance()).toString());
        } else if (UnitName.isValid(unit)
                && meant.type().equals(alias.type())
                && !unit.equals(name) // the file itself is met further down the path
                && Objects.equals(meant.instance(), alias.instance())) {
            aliases.put(name, unit);
        }
    }

    /** Where a link leads, if that is one of the directories; a link elsewhere is a unit of its own, or a mask. */
    private @Nullable Path targetInPath(Path link) throws IOException {
        Path target = link.resolveSibling(Files.readSymbolicLink(link)).normalize();
        Path parent = target.getParent();
        return parent != null && Files.isDirectory(parent) && realDirectories.contains(parent.toRealPath())
                ? target
                : null;
    }

    /** The name of the unit that a name stands for, which may not exist. */
    private String unitOf(String name) {
        String unit = followed(name);
        UnitName parts = UnitName.of(name);
        if (!fragments.containsKey(unit) && parts.isInstance()) {
            String template = followed(parts.template().toString());
            return fragments.containsKey(template)
                    ? UnitName.of(template).withInstance(parts.instance()).toString()
                    : unit;
        }
        return unit;
    }

    private String followed(String name) {
        String unit = name;
        for (int i = 0; i < ALIASES_FOLLOWED_MAX && aliases.containsKey(unit); i++) {
            unit = aliases.getOrDefault(unit, unit);
        }
        return unit;
    }

    /** The socket units that exist, {@code enabled} or {@code disabled}, without templates, aliases and masked ones. */
    List<UnitFiles> sockets() throws IOException {
        Map<String, String> states = new TreeMap<>();
        fragments.keySet().forEach(name -> states.put(unitOf(name), "disabled"));
        aliases.keySet().forEach(name -> states.put(unitOf(name), "disabled"));
        wanted.forEach(name -> states.put(unitOf(name), "enabled"));
        List<UnitFiles> sockets = new ArrayList<>();
        for (Map.Entry<String, String> unit : states.entrySet()) {
            List<Path> files = unit.getKey().endsWith(".socket") ? filesOf(unit.getKey()) : List.of();
            if (!files.isEmpty()) {
                sockets.add(new UnitFiles(unit.getKey(), files, unit.getValue(), "", false));
            }
        }
        return sockets;
    }

    /** The fragment and the drop-ins of a unit; empty if it is unknown or masked. */
    List<Path> filesOf(String name) throws IOException {
        String unit = unitOf(name);
        UnitName parts = UnitName.of(unit);
        Path fragment = fragments.get(unit);
        if (fragment == null && parts.isInstance()) {
            fragment = fragments.get(parts.template().toString());
        }
        if (fragment == null || parts.isTemplate() || !Files.exists(fragment) || UnitPath.isMask(fragment)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        files.add(fragment);
        files.addAll(dropInsOf(unit));
        return files;
    }

    /**
     * The drop-ins of a unit, sorted by file name over all directories. Of those with the same file name one counts:
     * under a name of the unit before under its type, then by the search path, then the most specific.
     */
    private Collection<Path> dropInsOf(String unit) throws IOException {
        Map<String, Path> byFileName = new TreeMap<>();
        for (String name : namesOf(unit)) {
            for (Path directory : directories) {
                for (UnitName dropInName : UnitName.of(name).dropInNames()) {
                    addDropIns(directory.resolve(dropInName + ".d"), byFileName);
                }
            }
        }
        for (Path directory : directories) {
            addDropIns(directory.resolve(UnitName.of(unit).type() + ".d"), byFileName);
        }
        byFileName.values().removeIf(UnitPath::isMask);
        return byFileName.values();
    }

    /** All names of the unit that a name stands for: its own, and every alias of it or of its template. */
    Set<String> namesOf(String oneOfThem) {
        String unit = unitOf(oneOfThem);
        String instance = UnitName.of(unit).instance();
        Set<String> names = new LinkedHashSet<>();
        names.add(unit);
        for (String alias : aliases.keySet()) {
            UnitName parts = UnitName.of(alias);
            String name = parts.isTemplate() ? parts.withInstance(instance).toString() : alias;
            if (unitOf(name).equals(unit)) {
                names.add(name);
            }
        }
        return names;
    }

    private static void addDropIns(Path dropIns, Map<String, Path> byFileName) throws IOException {
        if (Files.isDirectory(dropIns)) {
            for (Path file : UnitPath.settings(dropIns.toRealPath())) { // systemd names the real directory, too
                byFileName.putIfAbsent(file.getFileName().toString(), file);
            }
        }
    }

    private static List<Path> entries(Path directory) throws IOException {
        try {
            return UnitPath.entries(directory);
        } catch (AccessDeniedException denied) {
            throw new IOException(
                    directory + " cannot be listed: no permission (chmod a+rx " + directory + ")", denied);
        }
    }
}
