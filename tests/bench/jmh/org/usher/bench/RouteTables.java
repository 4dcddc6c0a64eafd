package org.usher.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.usher.address.IpAddress;
import org.usher.head.Head;
import org.usher.head.HeadScanner;
import org.usher.head.Scan;
import org.usher.precedence.HostPolicy;
import org.usher.precedence.TableBuilder;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.route.App;
import org.usher.route.Arrival;
import org.usher.route.Claim;
import org.usher.route.Listener;
import org.usher.route.UrlPrefix;
import org.usher.table.Decision;
import org.usher.table.RouteTable;

/**
 * What a look-up and a rebuild of the route table cost with ten routes and with ten thousand. Each unit has ten prefixes:
 * half of them under a host of its own, half under every host. Requests go to all routes in a random order; their octets
 * take the same room for either table.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteTables {
    private static final int PREFIXES_PER_UNIT = 10;
    private static final int REQUESTS = 1 << 14;
    private static final Listener LISTENER = new Listener("http", 80, false);

    @Param({"10", "10000"})
    public int routes;

    private final Arrival arrival = new Arrival.Supposed(LISTENER, IpAddress.of(new byte[] {(byte) 192, 0, 2, 1}));
    private final String[] hosts = new String[REQUESTS];
    private final byte[][] paths = new byte[REQUESTS][];
    private final byte[][] heads = new byte[REQUESTS][];
    private List<Claim> claims;
    private RouteTable table;
    private int next;

    /** Builds the table, and requests for all of its routes; what lives long has been moved together, as it will be. */
    @Setup
    public void build() throws PrefixException {
        claims = claims(routes);
        table = table(claims);
        for (int k = 0; k < REQUESTS; k++) {
            int route = (k * 7919) % routes; // A prime: every route in turn, far from its neighbours.
            hosts[k] = host(route / PREFIXES_PER_UNIT);
            String path = path(route) + "page/" + k + ".html";
            paths[k] = path.getBytes(US_ASCII);
            heads[k] = ("GET " + path + " HTTP/1.1\r\nHost: " + hosts[k]
                            + "\r\nUser-Agent: curl/8\r\nAccept: */*\r\n\r\n")
                    .getBytes(US_ASCII);
        }
        used();
    }

    /** One look-up. */
    @Benchmark
    public Decision lookUp() {
        int k = next++ & (REQUESTS - 1);
        return table.search(arrival, hosts[k], paths[k], null);
    }

    /** What the loop does for one request: its head is recognised and looked up. */
    @Benchmark
    public Decision decide() {
        int k = next++ & (REQUESTS - 1);
        Head head = (Head) new HeadScanner(16 * 1024).scan(heads[k], heads[k].length);
        return table.search(arrival, head, null);
    }

    /** One new table beside the old. */
    @Benchmark
    public RouteTable rebuild() {
        return table(claims);
    }

    /** Prints what a table of each size keeps in memory, its claims apart. */
    public static void main(String[] args) throws PrefixException {
        for (int routes : new int[] {10, 10_000}) {
            List<Claim> claims = claims(routes);
            RouteTable[] tables = new RouteTable[8];
            long before = used();
            for (int k = 0; k < tables.length; k++) {
                tables[k] = table(claims);
            }
            long kept = (used() - before) / tables.length;
            System.out.printf(
                    "%,d routes: %,d KiB, %,d octets each%n",
                    routes, kept / 1024, kept / tables[0].routes().size());
        }
    }

    private static long used() {
        for (int k = 0; k < 4; k++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static RouteTable table(List<Claim> claims) {
        return TableBuilder.build(claims, List.of(), List.of(LISTENER), HostPolicy.DEFAULT).table();
    }

    private static List<Claim> claims(int count) throws PrefixException {
        List<Claim> claims = new ArrayList<>();
        for (int route = 0; route < count; route++) {
            int unit = route / PREFIXES_PER_UNIT;
            String prefix = route % 2 == 0 ? "//" + host(unit) + path(route) : path(route);
            App app = new App("app-" + unit + ".socket", App.serviceOf("app-" + unit + ".socket"), null,
                    Path.of("/run/usher/apps/" + unit),
                    null,
                    Duration.ofSeconds(90),
                    1024,
                    true,
                    false);
            claims.add(new Claim(
                    PrefixReader.parse(prefix), app, Path.of("/etc/systemd/system/app-" + unit + ".socket"), route));
        }
        return claims;
    }

    private static String host(int unit) {
        return "host-" + unit + ".example";
    }

    private static String path(int route) {
        return "/area-" + route % 97 + "/app-" + route + "/";
    }
}
