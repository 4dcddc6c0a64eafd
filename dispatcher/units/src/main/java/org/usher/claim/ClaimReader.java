package org.usher.claim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.machine.FileStatus;
import org.usher.machine.LocalMachine;
import org.usher.machine.Machine;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;

/**
 * The book of what each socket unit declares, with a page for every unit: when one unit changes, the files of one unit
 * are read, and of the others only what stat(2) tells.
 *
 * <p>What is written on a page stays there while the files of its unit cannot be read, or have changed after systemd read
 * them: an edit is in force from daemon-reload on, and a file with wrong permissions takes no running app off the air.
 *
 * <p>Used by one thread at a time.
 */
public final class ClaimReader {
    /** How often units are asked about whose files change while they are read. */
    private static final int ATTEMPTS = 3;

    private final Supplier<Machine> machines;
    private final LongSupplier clockMillis;
    private Map<String, Page> pages = new TreeMap<>();
    private UnitClaims declarations = UnitClaims.NONE;
    private boolean begun;
    private boolean limitChecked;

    /** An empty book of this machine. */
    public ClaimReader() {
        this(LocalMachine::new, System::currentTimeMillis);
    }

    ClaimReader(Supplier<Machine> machines, LongSupplier clockMillis) {
        this.machines = machines;
        this.clockMillis = clockMillis;
    }

    /**
     * Returns what the units of {@code source} declare now.
     *
     * @throws IOException if {@code source} cannot say which units there are
     */
    public UnitClaims update(UnitSource source) throws IOException {
        Map<String, Page> all = pagesOfOneMoment(source::activeSockets, source);
        return all == null ? declarations : turnTo(all, source);
    }

    /** Does the same where nothing has changed but {@code units}; the same object again if they declare what they did. */
    public UnitClaims update(UnitSource source, Set<String> units) throws IOException {
        Map<String, Page> some = pagesOfOneMoment(() -> source.activeSockets(units), source);
        if (some == null) {
            return declarations;
        }
        Map<String, Page> next = new TreeMap<>(pages);
        next.keySet().removeAll(units);
        next.putAll(some);
        return turnTo(next, source);
    }

    /** Does the same, and reads all files as they are, those too that systemd has not read again. */
    public UnitClaims readAgain(UnitSource source) throws IOException {
        return turnTo(pagesOf(source.activeSockets(), source, true), source);
    }

    /** The units that {@code source} names when it is asked. */
    private interface Question {
        List<UnitFiles> ask() throws IOException;
    }

    /**
     * Reads units so that all that is known of all units is of one moment; null if they were loaded anew meanwhile, which
     * {@code source} will tell of: half of an edit would be in force, and a prefix that moves be nobody's.
     */
    private @Nullable Map<String, Page> pagesOfOneMoment(Question question, UnitSource source) throws IOException {
        Map<String, Page> found = Map.of();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            found = pagesOf(question.ask(), source, false);
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
    private boolean areInForce(Map<String, Page> found, UnitSource source) throws IOException {
        Set<String> changed = new TreeSet<>();
        for (Map.Entry<String, Page> page : found.entrySet()) {
            Page last = pages.get(page.getKey());
            Page read = page.getValue();
            if (last != null && !read.declared.equals(last.declared.in(read.unit.appState()))) {
                changed.add(page.getKey());
            }
        }
        if (changed.isEmpty()) {
            return true;
        }
        for (UnitFiles unit : source.activeSockets(changed)) {
            Page page = found.get(unit.unit());
            if (page != null && page.unit.needsReload() != unit.needsReload()) {
                return false;
            }
        }
        return true;
    }

    private Map<String, Page> pagesOf(Collection<UnitFiles> units, UnitSource source, boolean asTheyAre)
            throws IOException {
        Map<String, Page> found = new TreeMap<>();
        Machine machine = machines.get();
        for (UnitFiles unit : units) {
            Page last = pages.get(unit.unit());
            if (last != null && !asTheyAre && last.isStillTrue(unit, machine)) {
                found.put(unit.unit(), last.inStateOf(unit));
            } else {
                found.put(unit.unit(), read(unit, last, source, machine, asTheyAre));
            }
        }
        return found;
    }

    private Page read(UnitFiles unit, @Nullable Page last, UnitSource source, Machine machine, boolean asTheyAre)
            throws IOException {
        // Stamps before contents: what changes in between has another stamp next time.
        List<FileStamp> stamps = FileStamp.of(unit.files());
        boolean settled = FileStamp.areSettled(stamps, clockMillis.getAsLong());
        Questions questions = new Questions(source, machine);
        UnitClaims read = UnitClaims.read(unit, questions, questions);
        if (last != null && unit.needsReload() && !asTheyAre) {
            read = read.butStill(last.declared.in(unit.appState()));
        } else if (last != null) {
            read = read.keepingLastGood(last.declared);
        }
        return new Page(unit, stamps, questions.statuses, settled && !questions.wereAsked, read);
    }

    private UnitClaims turnTo(Map<String, Page> next, UnitSource source) throws IOException {
        boolean changed = !next.equals(pages);
        if (changed) {
            SortedMap<String, UnitClaims> declared = new TreeMap<>();
            for (Map.Entry<String, Page> page : next.entrySet()) {
                declared.put(page.getKey(), page.getValue().declared);
            }
            declarations = UnitClaims.together(declared, declarations);
            pages = next;
        }
        if (begun && (changed || !limitChecked)) { // not the first time: then a client waits
            declarations = declarations.withLimitChecked(source);
            limitChecked = true;
        }
        begun = true;
        return declarations;
    }

    /** What is known of a unit; pages are equal if they are the same. */
    private static final class Page {
        private final UnitFiles unit;
        private final List<FileStamp> stamps;
        /** Who could do what with the files that matter: the unit's, its socket, and the directories above them. */
        private final Map<Path, @Nullable FileStatus> statuses;
        /** Whether nothing but the files decides what is declared, and each change of theirs shows in the stamps. */
        private final boolean lasting;

        private final UnitClaims declared;

        Page(
                UnitFiles unit,
                List<FileStamp> stamps,
                Map<Path, @Nullable FileStatus> statuses,
                boolean lasting,
                UnitClaims declared) {
            this.unit = unit;
            this.stamps = stamps;
            this.statuses = statuses;
            this.lasting = lasting;
            this.declared = declared;
        }

        boolean isStillTrue(UnitFiles now, Machine machine) {
            return lasting
                    && now.needsReload() == unit.needsReload()
                    && isLike(now)
                    && now.files().equals(unit.files())
                    && FileStamp.of(now.files()).equals(stamps)
                    && statuses.entrySet().stream()
                            .allMatch(entry -> Objects.equals(machine.status(entry.getKey()), entry.getValue()));
        }

        /** Whether the unit listens as it did, for any service, or does not for the same reason. */
        private boolean isLike(UnitFiles now) {
            return now.listens() ? unit.listens() : now.state().equals(unit.state());
        }

        Page inStateOf(UnitFiles now) {
            UnitClaims then = declared.in(now.appState());
            return then.equals(declared) ? this : new Page(unit, stamps, statuses, lasting, then);
        }
    }

    /**
     * Notices what a reading asks for beside the unit's own files: it may be answered otherwise next time. What lies at a
     * path can be asked again for little.
     */
    private static final class Questions implements UnitSource, Machine {
        private final UnitSource source;
        private final Machine machine;
        private final Map<Path, @Nullable FileStatus> statuses = new HashMap<>();
        private boolean wereAsked;

        Questions(UnitSource source, Machine machine) {
            this.source = source;
            this.machine = machine;
        }

        @Override
        public List<UnitFiles> activeSockets() throws IOException {
            wereAsked = true;
            return source.activeSockets();
        }

        @Override
        public List<Path> filesOf(String unit) throws IOException {
            wereAsked = true;
            return source.filesOf(unit);
        }

        @Override
        public List<Path> pathsOf(String unit, String key) throws IOException {
            wereAsked = true;
            return source.pathsOf(unit, key);
        }

        @Override
        public String hostname() {
            wereAsked = true;
            return machine.hostname();
        }

        /** A group that exists will be there next time. */
        @Override
        public boolean hasGroup(String group) {
            boolean has = machine.hasGroup(group);
            wereAsked |= !has;
            return has;
        }

        @Override
        public int datagramQueueMax() {
            wereAsked = true;
            return machine.datagramQueueMax();
        }

        @Override
        public @Nullable FileStatus status(Path path) {
            FileStatus status = machine.status(path);
            statuses.put(path, status);
            return status;
        }
    }
}
