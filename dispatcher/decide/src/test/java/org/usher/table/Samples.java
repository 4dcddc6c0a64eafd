package org.usher.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.usher.address.IpAddress;
import org.usher.prefix.PrefixException;
import org.usher.prefix.UrlPrefix;
import org.usher.route.App;
import org.usher.route.Arrival;
import org.usher.route.Claim;
import org.usher.route.Decision;
import org.usher.route.HostPolicy;
import org.usher.route.Listener;
import org.usher.route.Reservation;

/** Short spellings of claims, listeners and tables for tests. */
public final class Samples {
    public static final Listener PORT_80 = new Listener("http", 80, false);
    public static final Listener LOOPBACK_80 = new Listener("http", 80, true);
    public static final Listener PORT_8080 = new Listener("http", 8080, false);
    public static final Arrival AT_80 = arrival(PORT_80, "192.0.2.1");

    private Samples() {}

    public static UrlPrefix prefix(String text) {
        try {
            return UrlPrefix.parse(text);
        } catch (PrefixException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static App app(String unit, boolean isolate) {
        Path socket = Path.of("/run/usher/apps", unit);
        return new App(unit, App.Mode.HANDOFF, socket, Duration.ofSeconds(90), 1024, true, isolate);
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

    public static Arrival arrival(Listener listener, String localAddress) {
        return new Arrival(listener, Objects.requireNonNull(IpAddress.parse(localAddress)));
    }

    /** A table of claims alone on port 80. */
    public static RouteTable table(String... unitsAndPrefixes) {
        return RouteTable.of(claims(unitsAndPrefixes), List.of(), List.of(PORT_80), HostPolicy.DEFAULT);
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
