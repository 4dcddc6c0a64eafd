package org.usher.claim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.usher.machine.LocalMachine;
import org.usher.machine.Machine;
import org.usher.precedence.HostPolicy;
import org.usher.problem.Fix;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.route.AppState;
import org.usher.route.Claim;
import org.usher.route.HostPattern;
import org.usher.route.Limits;
import org.usher.section.HttpSection;
import org.usher.section.LimitsSection;
import org.usher.section.ListenerSection;
import org.usher.section.Misplacement;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;

/**
 * Everything that the units declared at one moment: claims, limits, and what is wrong with them.
 *
 * @param claims in the order of the unit names and, within a unit, of its lines
 * @param limits of {@code usher.socket}, or the defaults
 * @param listeners what the dispatcher's own socket units say of their listeners, by unit
 * @param problems in the order found
 * @param states of the units that claim something, by unit: whether their apps can be given connections
 * @param partial the units of which a file could not be read, so that they may claim more than this
 */
public record UnitClaims(
        List<Claim> claims,
        Limits limits,
        Map<String, ListenerSection> listeners,
        List<Problem> problems,
        Map<String, AppState> states,
        Set<String> partial) {

    public UnitClaims {
        claims = List.copyOf(claims);
        listeners = Map.copyOf(listeners);
        problems = List.copyOf(problems);
        states = Map.copyOf(states);
        partial = Set.copyOf(partial);
    }

    /** Nothing at all. */
    static final UnitClaims NONE = new UnitClaims(List.of(), Limits.DEFAULT, Map.of(), List.of(), Map.of(), Set.of());

    /**
     * Reads what the active socket units of {@code source} declare. A broken file is a problem and never stops the rest.
     *
     * @throws IOException if {@code source} cannot say which units there are
     */
    public static UnitClaims read(UnitSource source) throws IOException {
        return read(source, new LocalMachine());
    }

    static UnitClaims read(UnitSource source, Machine machine) throws IOException {
        Reading reading = new Reading(source, machine);
        for (UnitFiles files : source.activeSockets()) {
            reading.unit(files);
        }
        return reading.declarations().withLimitChecked(source);
    }

    /** These declarations, and a problem if they are too many for the dispatcher's descriptors. */
    UnitClaims withLimitChecked(UnitSource source) throws IOException {
        Problem tooSmall = DescriptorLimit.check(states.size(), limits, source);
        if (tooSmall == null) {
            return this;
        }
        List<Problem> all = new ArrayList<>(problems);
        all.add(tooSmall);
        return new UnitClaims(claims, limits, listeners, all, states, partial);
    }

    /** Reads what one unit declares. */
    static UnitClaims read(UnitFiles unit, UnitSource source, Machine machine) throws IOException {
        Reading reading = new Reading(source, machine);
        reading.unit(unit);
        return reading.declarations();
    }

    /**
     * What single units come to together, each by its name. Where they claim what {@code earlier} did, it is the same
     * list: the routes need not be made anew.
     */
    static UnitClaims together(SortedMap<String, UnitClaims> units, UnitClaims earlier) {
        List<Claim> claims = new ArrayList<>();
        Map<String, ListenerSection> listeners = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        Map<String, AppState> states = new TreeMap<>();
        Set<String> partial = new TreeSet<>();
        for (UnitClaims unit : units.values()) {
            claims.addAll(unit.claims);
            listeners.putAll(unit.listeners);
            problems.addAll(unit.problems);
            states.putAll(unit.states);
            partial.addAll(unit.partial);
        }
        Limits limits = units.getOrDefault(LimitsSection.UNIT, NONE).limits;
        boolean same = claims.equals(earlier.claims);
        return new UnitClaims(same ? earlier.claims : claims, limits, listeners, problems, states, partial);
    }

    /** These declarations of one unit now that its socket is in {@code state}; the same object if it was before. */
    UnitClaims in(AppState state) {
        Map<String, AppState> changed = new TreeMap<>(states);
        changed.replaceAll((unit, before) -> before.equals(AppState.UNSAFE) ? before : state);
        return changed.equals(states) ? this : new UnitClaims(claims, limits, listeners, problems, changed, partial);
    }

    /** What {@code earlier} declares, and of this reading the problems. */
    UnitClaims butStill(UnitClaims earlier) {
        return new UnitClaims(earlier.claims, earlier.limits, earlier.listeners, problems, earlier.states, partial);
    }

    /**
     * These declarations, except that a unit that could not be read whole keeps what it declared in {@code earlier}: a
     * file with wrong permissions must not take a running app off the air.
     */
    public UnitClaims keepingLastGood(UnitClaims earlier) {
        if (partial.isEmpty()) {
            return this;
        }
        Set<String> kept = new TreeSet<>();
        Map<String, AppState> mergedStates = new TreeMap<>(states);
        List<Claim> merged = new ArrayList<>();
        for (Claim claim : earlier.claims) {
            if (partial.contains(claim.app().unit())) {
                kept.add(claim.app().unit());
                merged.add(claim);
            }
        }
        for (String unit : kept) {
            mergedStates.put(unit, earlier.states.getOrDefault(unit, AppState.LISTENING));
        }
        for (Claim claim : claims) {
            if (!kept.contains(claim.app().unit())) {
                merged.add(claim);
            }
        }
        Limits last = partial.contains(LimitsSection.UNIT) ? earlier.limits : limits;
        Map<String, ListenerSection> mergedListeners = new TreeMap<>(listeners);
        for (String unit : partial) {
            if (earlier.listeners.containsKey(unit)) {
                mergedListeners.put(unit, earlier.listeners.get(unit));
            }
        }
        return new UnitClaims(merged, last, mergedListeners, problems, mergedStates, partial);
    }

    /** The port for which the listeners stand that systemd passes under this name; empty for their own. */
    public OptionalInt portOf(String descriptorName) {
        for (ListenerSection listener : listenersInOrder()) {
            if (listener.name().equals(descriptorName)) {
                return listener.port();
            }
        }
        return OptionalInt.empty();
    }

    /** Those of {@code usher.socket} first: where two share a name, the first one's settings count. */
    public List<ListenerSection> listenersInOrder() {
        List<ListenerSection> inOrder = new ArrayList<>();
        for (ListenerSection listener : new TreeMap<>(listeners).values()) {
            inOrder.add(listener.unit().equals(LimitsSection.UNIT) ? 0 : inOrder.size(), listener);
        }
        return inOrder;
    }

    /**
     * Which hosts the weak wildcard answers to: what the unit of a listener lists, or else what {@code usher.socket} does.
     *
     * @param always whether it is narrowed even where nothing is listed
     */
    public HostPolicy hostPolicy(boolean always) {
        ListenerSection main = listeners.get(LimitsSection.UNIT);
        Map<String, List<HostPattern>> own = new TreeMap<>();
        for (ListenerSection listener : listenersInOrder()) {
            if (!listener.hosts().isEmpty()) {
                own.putIfAbsent(listener.name(), listener.hosts());
            }
        }
        return new HostPolicy(main == null ? List.of() : main.hosts(), own, always);
    }

    /** One reading while it goes on. */
    private static final class Reading {
        private final UnitSource source;
        private final Machine machine;
        private final Problems problems = new Problems();
        private final List<Claim> claims = new ArrayList<>();
        private final Map<String, AppState> states = new TreeMap<>();
        private final Set<String> partial = new TreeSet<>();
        private final Map<String, ListenerSection> listeners = new TreeMap<>();
        private Limits limits = Limits.DEFAULT;

        Reading(UnitSource source, Machine machine) {
            this.source = source;
            this.machine = machine;
        }

        void unit(UnitFiles files) throws IOException {
            UnitText text = UnitText.read(files.unit(), files.files(), problems);
            if (!text.whole()) {
                partial.add(text.unit());
            }
            text.reportEnds(problems);
            if (!text.loads()) {
                return;
            }
            Misplacement.report(text, problems);
            boolean ours = text.has(HttpSection.NAME);
            if (ours) {
                FileTrust.report(text, machine, problems);
            }
            if (files.needsReload()) {
                reportStale(text, ours);
            }
            if (ListenerSection.concerns(text, machine)) {
                listener(text);
            } else if (ours) {
                AppSection app = AppSection.read(text, source, machine, problems);
                boolean safe = app.safe() && isSafeOnDisk(files, text, app);
                reportFailed(files, text);
                claims.addAll(app.claims());
                if (!app.claims().isEmpty()) {
                    states.put(text.unit(), safe ? files.appState() : AppState.UNSAFE);
                }
            }
        }

        /** Whether the socket that lies there now may be used, which nobody can say of one that does not listen. */
        private boolean isSafeOnDisk(UnitFiles files, UnitText text, AppSection app) {
            AppListener listener = app.listener();
            return listener == null || !files.listens() || SocketFile.isSafe(text, listener, machine, problems);
        }

        private void reportFailed(UnitFiles files, UnitText text) {
            if (files.state().equals("failed")) {
                String why = files.result().isEmpty() ? "" : " (" + files.result() + ")";
                String what = text.unit() + " has failed" + why + ", so its app is not reached";
                String fix = Fix.command("systemctl", "reset-failed", text.unit()) + " && "
                        + Fix.command("systemctl", "start", text.unit());
                problems.error("socket-failed", text.unit(), null, 0, what, fix);
            }
        }

        private void listener(UnitText text) {
            boolean main = text.unit().equals(LimitsSection.UNIT);
            List<String> known = new ArrayList<>(main ? LimitsSection.KEYS : List.of());
            known.addAll(ListenerSection.KEYS);
            new HttpSection(text, problems).reportUnknown(known, AppSection.KEYS, "the .socket unit of the app", null);
            if (main) {
                limits = LimitsSection.read(text, problems);
            }
            listeners.put(text.unit(), ListenerSection.read(text, machine, problems));
        }

        private void reportStale(UnitText text, boolean ours) {
            problems.add(new Problem(
                    "needs-reload",
                    ours ? Problem.Severity.WARNING : Problem.Severity.NOTE,
                    text.unit(),
                    null,
                    0,
                    "the files of " + text.unit() + " changed after systemd read them",
                    "systemctl daemon-reload"));
        }

        UnitClaims declarations() {
            return new UnitClaims(claims, limits, listeners, problems.found(), states, partial);
        }
    }
}
