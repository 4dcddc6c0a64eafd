package org.usher.section;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.usher.address.IpAddress;
import org.usher.machine.Machine;
import org.usher.prefix.HostReader;
import org.usher.prefix.PrefixException;
import org.usher.problem.Problems;
import org.usher.route.HostPattern;
import org.usher.route.Limits;
import org.usher.route.Listener;
import org.usher.unit.Assignment;
import org.usher.unit.Specifiers;
import org.usher.unit.UnitText;
import org.usher.unit.Words;

/**
 * What a socket unit of the dispatcher's own says of its listeners: {@code usher.socket}, and any other with
 * {@code Service=usher.service} by which an admin serves another port or address.
 *
 * @param unit the socket unit
 * @param name the name under which systemd passes its descriptors
 * @param hosts the names that the weak wildcard answers there; empty means that nothing is said
 * @param port the port for which they stand, if it is not their own
 * @param points its TCP listeners, as far as the unit says which they are
 * @param limits what holds for the whole dispatcher, if this is {@code usher.socket}; else the defaults
 */
public record ListenerSection(
        String unit, String name, List<HostPattern> hosts, OptionalInt port, List<Listener> points, Limits limits) {

    public static final List<String> KEYS = List.of("Hosts", "Port");

    private static final String SERVICE = "usher.service";

    public ListenerSection {
        hosts = List.copyOf(hosts);
        points = List.copyOf(points);
    }

    /** Whether connections to the unit are the dispatcher's own. */
    public static boolean concerns(UnitText text, Machine machine) {
        Assignment service = text.scalar("Socket", "Service");
        return service == null
                ? text.unit().equals(LimitsSection.UNIT)
                : SERVICE.equals(new Specifiers(text.unit(), machine).inSystemdValueOrNull(service.value()));
    }

    /**
     * Reads what a listener of usher says in its own unit.
     *
     * @param appKeys the keys that belong to an app's unit
     */
    public static ListenerSection read(UnitText text, List<String> appKeys, Machine machine, Problems problems) {
        HttpSection section = new HttpSection(text, problems);
        boolean main = text.unit().equals(LimitsSection.UNIT);
        List<String> known = new ArrayList<>(main ? LimitsSection.KEYS : List.of());
        known.addAll(KEYS);
        section.reportUnknown(known, appKeys, "the .socket unit of the app", null);
        Limits limits = main ? LimitsSection.read(text, problems) : Limits.DEFAULT;
        Specifiers specifiers = new Specifiers(text.unit(), machine);
        OptionalInt port = section.number("Port", 1, 65535);
        Assignment written = text.scalar("Socket", "FileDescriptorName");
        String name = written == null ? null : specifiers.inSystemdValueOrNull(written.value());
        String passed = name == null ? text.unit() : name;
        List<Listener> points = points(text, passed, port, specifiers);
        return new ListenerSection(text.unit(), passed, hosts(section, problems), port, points, limits);
    }

    private static List<HostPattern> hosts(HttpSection section, Problems problems) {
        List<HostPattern> hosts = new ArrayList<>();
        for (Assignment line : section.list("Hosts")) {
            for (String word : Words.of(line.value())) {
                try {
                    hosts.add(HostReader.parse(word));
                } catch (PrefixException bad) {
                    problems.warning("bad-value", line, "Hosts=" + word + " " + bad.getMessage(), null);
                }
            }
        }
        return hosts;
    }

    private static List<Listener> points(UnitText text, String name, OptionalInt port, Specifiers specifiers) {
        List<Listener> points = new ArrayList<>();
        for (Assignment line : text.listeners()) {
            String address = line.key().equals("ListenStream") ? specifiers.inSystemdValueOrNull(line.value()) : null;
            int own = address == null ? -1 : portOf(address);
            if (address != null && own > 0) {
                points.add(new Listener(name, "http", port.orElse(own), isLoopback(address)));
            }
        }
        return points;
    }

    /** The port of {@code 80}, {@code 192.0.2.1:80} or {@code [::]:80} (systemd.socket(5)); -1 if it is no TCP address. */
    private static int portOf(String address) {
        Integer port = HttpSection.number(address.substring(address.lastIndexOf(':') + 1), 1, 0, 65535);
        return port == null || address.startsWith("vsock:") ? -1 : port;
    }

    private static boolean isLoopback(String address) {
        String host = address.substring(0, Math.max(0, address.lastIndexOf(':')));
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        IpAddress parsed = bare.isEmpty() ? null : IpAddress.parse(bare);
        return parsed != null && parsed.isLoopback();
    }
}
