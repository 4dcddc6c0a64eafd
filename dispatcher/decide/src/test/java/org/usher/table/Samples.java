package org.usher.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.usher.address.IpAddress;
import org.usher.route.App;
import org.usher.route.Arrival;
import org.usher.route.Category;
import org.usher.route.Claim;
import org.usher.route.Holder;
import org.usher.route.HostPattern;
import org.usher.route.Listener;
import org.usher.route.Reservation;
import org.usher.route.Route;
import org.usher.route.UrlPrefix;

/**
 * Short spellings of prefixes, claims, listeners and tables for tests. Prefixes are written in their canonical form: the
 * reader for all others is not part of this module, nor is the choice between several holders of one prefix.
 */
public final class Samples {
    public static final Listener PORT_80 = new Listener("http", 80, false);
    public static final Listener LOOPBACK_80 = new Listener("http", 80, true);
    public static final Listener PORT_8080 = new Listener("http", 8080, false);
    public static final Arrival.Supposed AT_80 = arrival(PORT_80, "192.0.2.1");

    private static final Pattern PREFIX =
            Pattern.compile("(?:(?<scheme>https?)://(?<full>.*?):(?<port>[0-9]+)|//(?<host>.*?))?(?<path>/.*)");

    private Samples() {}

    /** Reads a canonical prefix. */
    public static UrlPrefix prefix(String text) {
        Matcher parts = PREFIX.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text);
        }
        String full = parts.group("full");
        String host = full == null ? parts.group("host") : full;
        OptionalInt port = full == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(parts.group("port")));
        return new UrlPrefix(parts.group("scheme"), host(host == null ? "*" : host), port, parts.group("path"));
    }

    /** Reads a canonical host pattern. */
    public static HostPattern host(String text) {
        if (text.equals("*")) {
            return HostPattern.WEAK;
        }
        if (text.equals("+")) {
            return HostPattern.STRONG;
        }
        if (text.startsWith("*.")) {
            return new HostPattern(Category.SUBDOMAINS, text.substring(2));
        }
        IpAddress address = IpAddress.parse(text.replaceAll("[\\[\\]]", ""));
        return address == null ? new HostPattern(Category.NAME, text) : HostPattern.address(address);
    }

    public static App app(String unit, boolean isolate) {
        Path socket = Path.of("/run/usher/apps", unit);
        return new App(unit, App.serviceOf(unit), null, socket, null, Duration.ofSeconds(90), 1024, true, isolate);
    }

    /** A claim as {@code unit prefix}, from a package's file. */
    public static Claim claim(String unitAndPrefix) {
        return claim(unitAndPrefix, "/usr/lib/systemd/system");
    }

    public static Claim claim(String unitAndPrefix, String directory) {
        String[] words = unitAndPrefix.split(" ", -1);
        return new Claim(prefix(words[1]), app(words[0], false), Path.of(directory, words[0] + ".socket"), 1);
    }

    public static List<Claim> claims(String... unitsAndPrefixes) {
        return Arrays.stream(unitsAndPrefixes).map(Samples::claim).toList();
    }

    /** A reservation as {@code prefix unit...}. */
    public static Reservation reservation(String text) {
        List<String> words = List.of(text.split(" ", -1));
        return new Reservation(prefix(words.get(0)), words.subList(1, words.size()), Path.of("/etc/usher/r.conf"), 2);
    }

    public static Arrival.Supposed arrival(Listener listener, String localAddress) {
        return new Arrival.Supposed(listener, Objects.requireNonNull(IpAddress.parse(localAddress)));
    }

    /** A table of claims alone on port 80. */
    public static RouteTable table(String... unitsAndPrefixes) {
        return table(PORT_80, claims(unitsAndPrefixes));
    }

    /** A table on one listener, whose weak wildcard answers every host, of claims no two of which are for one prefix. */
    public static RouteTable table(Listener listener, List<Claim> claims) {
        return table(List.of(listener), claims);
    }

    /** The same on several listeners. */
    public static RouteTable table(List<Listener> listeners, List<Claim> claims) {
        List<Route> routes = claims.stream().map(Route::new).toList();
        return new RouteTable(
                listeners.stream()
                        .map(listener -> listenerTable(listener, routes))
                        .toList(),
                routes);
    }

    /** The table of one listener, whose weak wildcard answers every host, with these holders as far as they are its own. */
    public static ListenerTable listenerTable(Listener listener, List<? extends Holder> holders) {
        return new ListenerTable(listener, layers(listener, holders), null);
    }

    /** The layers of a listener with these holders as far as they are its own. */
    public static List<Layer> layers(Listener listener, List<? extends Holder> holders) {
        Map<String, List<Holder>> hosts = new LinkedHashMap<>();
        for (Holder holder : holders) {
            if (listener.serves(holder.prefix())) {
                hosts.computeIfAbsent(holder.prefix().host().toString(), any -> new ArrayList<>())
                        .add(holder);
            }
        }
        return hosts.values().stream()
                .map(here -> new Layer(here.get(0).prefix().host(), here))
                .toList();
    }

    public static byte[] octets(String path) {
        return path.getBytes(ISO_8859_1);
    }

    /** The unit that is found, or the reason for the refusal. */
    public static String outcome(Decision decision) {
        return decision instanceof Decision.Routed routed
                ? routed.route().app().unit()
                : ((Decision.Refused) decision).reason().word();
    }
}
