package org.usher.claim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.usher.machine.Machine;
import org.usher.page.Maintenance;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;

/**
 * Keeps what the socket units claim up to date: the files of a unit that has changed are read again, or those of all.
 *
 * <p>A unit keeps what it said while its files cannot be read, or have changed after systemd read them: an edit is in
 * force from daemon-reload on, and a file with wrong permissions takes no running app off the air.
 *
 * <p>Used by one thread at a time.
 */
public final class ClaimReader {
    /** How often units are asked about whose files change while they are read. */
    private static final int ATTEMPTS = 3;

    private final Supplier<Machine> machines;
    private final List<Path> maintained;
    private Maintenance maintenance = Maintenance.NONE;
    private SortedMap<String, SocketUnit> units = new TreeMap<>();

    /** Knows no unit yet; the files of those in {@code maintained}, directories, say that they are in maintenance. */
    public ClaimReader(List<Path> maintained) {
        this(Machine::new, maintained);
    }

    /** @param machines a new one for each reading: a machine looks at each file once */
    ClaimReader(Supplier<Machine> machines, List<Path> maintained) {
        this.machines = machines;
        this.maintained = List.copyOf(maintained);
    }

    /**
     * Returns what the units of {@code source} say now.
     *
     * @throws IOException if {@code source} cannot say which units there are
     */
    public UnitClaims update(UnitSource source) throws IOException {
        return update(source, Set.of());
    }

    /** Does the same where nothing has changed but the units in {@code names}, if any are named. */
    public UnitClaims update(UnitSource source, Set<String> names) throws IOException {
        SortedMap<String, SocketUnit> found = readAtOneMoment(names, source);
        if (found != null) {
            units.keySet().removeIf(unit -> names.isEmpty() || names.contains(unit));
            units.putAll(found);
        }
        return UnitClaims.of(units.values(), maintenance);
    }

    /** Does the same, and takes all files as they are, even those that systemd has not read again. */
    public UnitClaims readAgain(UnitSource source) throws IOException {
        return readAgain(asked(Set.of(), source));
    }

    /** Does the same for {@code sockets} alone. */
    UnitClaims readAgain(List<UnitFiles> sockets) {
        units = read(sockets, true);
        return UnitClaims.of(units.values(), maintenance);
    }

    /** The units that count, of all or of {@code names}: those that systemd runs, and those in maintenance. */
    private List<UnitFiles> asked(Set<String> names, UnitSource source) throws IOException {
        List<UnitFiles> asked = names.isEmpty() ? source.activeSockets() : source.activeSockets(names);
        maintenance = Maintenance.read(maintained, maintenance);
        Set<String> stopped = new TreeSet<>(maintenance.pages().keySet());
        asked.forEach(unit -> stopped.remove(unit.unit()));
        stopped.removeIf(unit -> !names.isEmpty() && !names.contains(unit));
        List<UnitFiles> named = stopped.isEmpty() ? List.of() : source.named(stopped);
        Predicate<UnitFiles> isAlias =
                unit -> asked.stream().anyMatch(other -> other.files().equals(unit.files()));
        return Stream.concat(asked.stream(), named.stream().filter(isAlias.negate()))
                .toList();
    }

    /**
     * Reads units so that all that is known of all units is of one moment; null if they were loaded anew meanwhile, which
     * {@code source} will tell of: half of an edit would be in force, and a prefix that moves would be nobody's.
     */
    private @Nullable SortedMap<String, SocketUnit> readAtOneMoment(Set<String> names, UnitSource source)
            throws IOException {
        SortedMap<String, SocketUnit> found = new TreeMap<>();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            found = read(asked(names, source), false);
            boolean inForce = areInForce(found, source);
            if (source.hasReloaded()) {
                return null;
            }
            if (inForce) {
                break;
            }
        }
        return found;
    }

    /** Whether what was just read is what systemd has loaded: a file may have been edited after we had asked that. */
    private boolean areInForce(Map<String, SocketUnit> found, UnitSource source) throws IOException {
        Set<String> changed = new TreeSet<>();
        found.forEach((name, read) -> {
            SocketUnit last = units.get(name);
            if (last != null && !read.saysTheSameAs(last)) {
                changed.add(name);
            }
        });
        if (changed.isEmpty()) {
            return true;
        }
        for (UnitFiles unit : source.activeSockets(changed)) {
            SocketUnit read = found.get(unit.unit());
            if (read != null && read.files().needsReload() != unit.needsReload()) {
                return false;
            }
        }
        return true;
    }

    private SortedMap<String, SocketUnit> read(List<UnitFiles> asked, boolean asTheyAre) {
        SortedMap<String, SocketUnit> found = new TreeMap<>();
        Machine machine = machines.get();
        for (UnitFiles files : asked) {
            SocketUnit read = SocketUnit.read(files, machine);
            SocketUnit last = units.get(files.unit());
            boolean stale = files.needsReload() && !asTheyAre;
            if (last != null && (stale || (!read.whole() && last.says()))) {
                read = read.butSaying(last);
            }
            found.put(files.unit(), read);
        }
        return found;
    }
}
