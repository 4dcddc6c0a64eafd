package org.usher.claim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.usher.page.Maintenance;
import org.usher.precedence.HostPolicy;
import org.usher.problem.Problem;
import org.usher.route.AppState;
import org.usher.route.AppState.Condition;
import org.usher.route.Claim;
import org.usher.route.HostPattern;
import org.usher.route.Limits;
import org.usher.section.ListenerSection;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;

/**
 * Everything that the units say at one moment: claims, listeners, limits, and what is wrong with them.
 *
 * @param claims in the order of the unit names and, within a unit, of its lines
 * @param listeners what the dispatcher's own socket units say of their listeners, {@code usher.socket} first: where two
 *     share a name, the first one's settings count
 * @param problems in the order found
 * @param states of the units that claim something, by unit: whether their apps can be given connections
 */
public record UnitClaims(
        List<Claim> claims, List<ListenerSection> listeners, List<Problem> problems, Map<String, AppState> states) {

    public UnitClaims {
        claims = List.copyOf(claims);
        listeners = List.copyOf(listeners);
        problems = List.copyOf(problems);
        states = Map.copyOf(states);
    }

    /**
     * Reads what the active socket units of {@code source} say. A broken file is a problem and never stops the rest.
     *
     * @throws IOException if {@code source} cannot say which units there are
     */
    public static UnitClaims read(UnitSource source) throws IOException {
        return read(source.activeSockets());
    }

    /** Reads what {@code sockets} say, active or not. */
    public static UnitClaims read(List<UnitFiles> sockets) {
        return new ClaimReader(List.of()).readAgain(sockets);
    }

    /** What units say together. */
    static UnitClaims of(Collection<SocketUnit> units, Maintenance maintenance) {
        List<Claim> claims = new ArrayList<>();
        List<ListenerSection> listeners = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Map<String, AppState> states = new TreeMap<>();
        for (SocketUnit unit : units) {
            claims.addAll(unit.claims());
            problems.addAll(unit.problems());
            if (unit.listener() != null) {
                listeners.add(unit.listener().isMain() ? 0 : listeners.size(), unit.listener());
            }
            if (!unit.claims().isEmpty()) {
                states.put(unit.files().unit(), unit.appState());
            }
        }
        refuseShared(units, problems, states);
        problems.addAll(maintenance.problems());
        maintenance.pages().forEach((unit, page) -> states.replace(unit, new AppState(Condition.MAINTENANCE, page)));
        return new UnitClaims(claims, listeners, problems, states);
    }

    /** Of two units with one path the clients of both would reach one app, and nobody can tell which. */
    private static void refuseShared(
            Collection<SocketUnit> units, List<Problem> problems, Map<String, AppState> states) {
        Map<Path, SocketUnit> first = new HashMap<>();
        for (SocketUnit unit : units) {
            AppListener listener = unit.receiving();
            SocketUnit other = listener == null ? null : first.putIfAbsent(listener.socket(), unit);
            if (other != null) {
                problems.add(other.sharing(unit));
                problems.add(unit.sharing(other));
                states.put(other.files().unit(), AppState.UNSAFE);
                states.put(unit.files().unit(), AppState.UNSAFE);
            }
        }
    }

    /** What connections may use at the most, as {@code usher.socket} says, or the defaults. */
    public Limits limits() {
        return listeners.isEmpty() ? Limits.DEFAULT : listeners.get(0).limits();
    }

    /** What is said of the listeners that systemd passes under this name. */
    public ListenerSection listener(String descriptorName) {
        return listeners.stream()
                .filter(listener -> listener.name().equals(descriptorName))
                .findFirst()
                .orElse(ListenerSection.NONE);
    }

    /**
     * Which hosts the weak wildcard answers to: what the unit of a listener lists, or else what {@code usher.socket} does.
     *
     * @param always whether it is narrowed even where nothing is listed
     */
    public HostPolicy hostPolicy(boolean always) {
        List<HostPattern> hosts = List.of();
        Map<String, List<HostPattern>> own = new TreeMap<>();
        for (ListenerSection listener : listeners) {
            hosts = listener.isMain() ? listener.hosts() : hosts;
            if (!listener.hosts().isEmpty()) {
                own.putIfAbsent(listener.name(), listener.hosts());
            }
        }
        return new HostPolicy(hosts, own, always);
    }
}
