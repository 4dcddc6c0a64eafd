package org.usher.section;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.usher.address.IpAddress;
import org.usher.address.IpNetwork;
import org.usher.machine.Machine;
import org.usher.prefix.HostReader;
import org.usher.prefix.PrefixException;
import org.usher.problem.Fix;
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
 * @param port the port for which they stand; 0 for their own
 * @param proxyFrom where balancers connect from, which begin each connection with a PROXY header
 * @param points its TCP listeners, as far as the unit says which they are
 * @param limits what holds for the whole dispatcher, if this is {@code usher.socket}; else the defaults
 */
public record ListenerSection(
        String unit,
        String name,
        List<HostPattern> hosts,
        int port,
        List<IpNetwork> proxyFrom,
        List<Listener> points,
        Limits limits) {

    /** The unit that says what holds for the whole dispatcher. */
    public static final String MAIN = "usher.socket";

    public static final List<String> KEYS = List.of("Hosts", "Port", "ProxyFrom");

    /** The keys that {@link #MAIN} alone has. */
    public static final List<String> LIMITS =
            List.of("HeadTimeoutSec", "HeadSizeMax", "PendingHeadsMax", "PendingHeadsPerSourceMax");

    /** The keys of usher.socket: both. */
    public static final List<String> ALL_KEYS =
            Stream.of(KEYS, LIMITS).flatMap(List::stream).toList();

    private static final Duration HEAD_TIMEOUT_MAX = Duration.ofMinutes(10);
    private static final int HEAD_SIZE_MIN = 1 << 10;
    private static final int HEAD_SIZE_MAX = 64 << 10;
    private static final int PENDING_HEADS_MAX = 1 << 18; // half of usher.service's LimitNOFILE=

    /** Nothing at all, as of a listener that has no unit. */
    public static final ListenerSection NONE =
            new ListenerSection("", "", List.of(), 0, List.of(), List.of(), Limits.DEFAULT);

    /** Whether this is what the unit of the whole dispatcher says. */
    public boolean isMain() {
        return unit.equals(MAIN);
    }

    /** Whether connections to the unit are the dispatcher's own. */
    public static boolean concerns(UnitText text, Machine machine) {
        return text.service(machine).equals("usher.service");
    }

    /**
     * Reads what a listener of usher says in its own unit.
     *
     * @param appKeys the keys that belong to an app's unit
     */
    public static ListenerSection read(UnitText text, List<String> appKeys, Machine machine, Problems problems) {
        HttpSection section = new HttpSection(text, problems);
        boolean main = text.unit().equals(MAIN);
        List<String> known = new ArrayList<>(main ? LIMITS : List.of());
        known.addAll(KEYS);
        section.reportUnknown(known, appKeys, "the .socket unit of the app");
        Limits limits = main ? limits(section) : Limits.DEFAULT;
        Specifiers specifiers = new Specifiers(text, machine);
        int port = section.count("Port", 0, 0, 65535);
        Assignment written = text.scalar("Socket", "FileDescriptorName");
        String name = written == null ? null : specifiers.inSystemdValueOrNull(written.value());
        String passed = name == null ? text.unit() : name;
        List<IpNetwork> proxyFrom = proxyFrom(text, problems);
        List<Listener> points = points(text, passed, port, problems, specifiers).stream()
                .flatMap(point -> proxyFrom.isEmpty() ? Stream.of(point) : point.behindBalancer().stream())
                .toList();
        return new ListenerSection(text.unit(), passed, hosts(text, problems), port, proxyFrom, points, limits);
    }

    private static Limits limits(HttpSection section) {
        Limits otherwise = Limits.DEFAULT;
        return new Limits(
                section.duration("HeadTimeoutSec", otherwise.headTimeout(), Duration.ofMillis(1), HEAD_TIMEOUT_MAX),
                section.size("HeadSizeMax", otherwise.headSizeMax(), HEAD_SIZE_MIN, HEAD_SIZE_MAX),
                section.count("PendingHeadsMax", otherwise.pendingHeadsMax(), 1, PENDING_HEADS_MAX),
                section.count("PendingHeadsPerSourceMax", otherwise.pendingHeadsPerSourceMax(), 1, PENDING_HEADS_MAX));
    }

    private static List<HostPattern> hosts(UnitText text, Problems problems) {
        List<HostPattern> hosts = new ArrayList<>();
        for (Assignment line : text.list(HttpSection.NAME, "Hosts")) {
            for (String word : Words.of(line, problems)) {
                try {
                    hosts.add(HostReader.parse(word));
                } catch (PrefixException bad) {
                    problems.warning("bad-value", line, "Hosts=" + word + " " + bad.getMessage(), null);
                }
            }
        }
        return List.copyOf(hosts);
    }

    private static List<IpNetwork> proxyFrom(UnitText text, Problems problems) {
        List<IpNetwork> networks = new ArrayList<>();
        for (Assignment line : text.list(HttpSection.NAME, "ProxyFrom")) {
            for (String word : Words.of(line, problems)) {
                IpNetwork network = IpNetwork.parse(word);
                if (network == null) {
                    String what = "ProxyFrom=" + word + " is neither an address nor a network such as 10.0.0.0/8";
                    problems.warning("bad-value", line, what, null);
                } else {
                    networks.add(network);
                }
            }
        }
        return List.copyOf(networks);
    }

    private static List<Listener> points(
            UnitText text, String name, int port, Problems problems, Specifiers specifiers) {
        List<Listener> points = new ArrayList<>();
        Assignment families = text.scalar("Socket", "BindIPv6Only");
        boolean ipv6Only = families != null && families.value().equals("ipv6-only");
        for (Assignment line : text.listeners("ListenStream")) {
            String address = specifiers.inSystemdValueOrNull(line.value());
            int own = address == null ? -1 : portOf(address);
            if (address != null && own > 0) {
                points.add(new Listener(name, "http", port == 0 ? own : port, isLoopback(address)));
                if (ipv6Only && address.indexOf(':') < 0) {
                    String what =
                            "ListenStream=" + own + " takes no IPv4 client, since this unit has BindIPv6Only=ipv6-only";
                    problems.warning("one-family", line, what, Fix.bothFamilies(own));
                }
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
