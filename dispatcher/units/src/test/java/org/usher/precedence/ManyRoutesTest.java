package org.usher.precedence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.table.Samples.AT_80;
import static org.usher.table.Samples.PORT_80;
import static org.usher.table.Samples.claim;
import static org.usher.table.Samples.octets;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.usher.route.Claim;
import org.usher.table.RouteTable;
import org.usher.table.Samples;

/**
 * Ten thousand prefixes of a thousand units. The bounds are wide, for machines differ and share their caches: they tell a
 * table that grows too dear from one that does not; {@code tests/bench/routes} measures.
 */
final class ManyRoutesTest {
    private static final int MANY = 10_000;
    private static final int FEW = 10;
    private static final int LOOK_UPS = 1 << 14;
    private static final int ROUNDS = 20;

    private static final List<Claim> CLAIMS = claims(MANY);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Test
    void tableOfTenThousandRoutesIsRebuiltWithinASecond() {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 4; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            assertEquals(MANY, table(CLAIMS).routes().size());
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
        }
        assertTrue(best < 1_000_000_000L, best + " ns");
    }

    @Test
    void lookUpAmongTenThousandRoutesIsOneAmongTenButForTheCaches() {
        Questions many = new Questions(table(CLAIMS), MANY);
        Questions few = new Questions(table(claims(FEW)), FEW);
        long bestOfMany = Long.MAX_VALUE;
        long bestOfFew = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) { // In turns, so that both see the same machine.
            bestOfMany = Math.min(bestOfMany, many.nanos());
            bestOfFew = Math.min(bestOfFew, few.nanos());
        }
        assertTrue(bestOfMany < 12 * bestOfFew, bestOfMany + " ns for " + LOOK_UPS + ", not " + bestOfFew);
    }

    @Test
    void routeTakesLessThanAKibibyteOfATable() {
        RouteTable[] tables = new RouteTable[4];
        long before = usedMemory();
        for (int k = 0; k < tables.length; k++) {
            tables[k] = table(CLAIMS);
        }
        long each = (usedMemory() - before) / tables.length / tables[0].routes().size();
        assertTrue(each < 1024, each + " octets");
    }

    /** Requests for every route in turn, each far from the one before. */
    private static final class Questions {
        private final RouteTable table;
        private final String[] hosts = new String[LOOK_UPS];
        private final byte[][] paths = new byte[LOOK_UPS][];
        private final String[] units = new String[LOOK_UPS];

        Questions(RouteTable table, int routes) {
            this.table = table;
            for (int k = 0; k < LOOK_UPS; k++) {
                int route = (k * 7919) % routes;
                hosts[k] = host(route);
                paths[k] = octets(path(route) + "page/" + k);
                units[k] = unit(route);
            }
        }

        long nanos() {
            long start = THREADS.getCurrentThreadCpuTime();
            int right = 0;
            for (int k = 0; k < LOOK_UPS; k++) {
                right += Samples.outcome(table.search(AT_80, hosts[k], paths[k], null))
                                .equals(units[k])
                        ? 1
                        : 0;
            }
            long end = THREADS.getCurrentThreadCpuTime();
            assertEquals(LOOK_UPS, right);
            return end - start;
        }
    }

    private static RouteTable table(List<Claim> claims) {
        return TableBuilder.build(claims, List.of(), List.of(PORT_80), new HostPolicy(List.of(), Map.of(), false))
                .table();
    }

    private static List<Claim> claims(int count) {
        return IntStream.range(0, count)
                .mapToObj(route -> claim(unit(route) + " " + (route % 2 == 0 ? "//" + host(route) : "") + path(route)))
                .toList();
    }

    private static String unit(int route) {
        return "app-" + route / 10 + ".socket";
    }

    private static String host(int route) {
        return "host-" + route / 10 + ".example";
    }

    private static String path(int route) {
        return "/area-" + route % 97 + "/app-" + route + "/";
    }

    private static long usedMemory() {
        for (int k = 0; k < 3; k++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
