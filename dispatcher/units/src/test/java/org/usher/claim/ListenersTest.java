package org.usher.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.address.IpNetwork;
import org.usher.precedence.HostPolicy;
import org.usher.problem.Problem;
import org.usher.route.Category;
import org.usher.route.HostPattern;
import org.usher.route.Limits;
import org.usher.route.Listener;
import org.usher.unit.UnitTree;

/** What usher.socket and other listeners of the dispatcher say of themselves, and for all. */
final class ListenersTest {
    @TempDir
    private Path root;

    private UnitTree tree;
    private ClaimingUnits units;

    @BeforeEach
    void plant() throws IOException {
        units = new ClaimingUnits(root);
        tree = units.tree;
    }

    @Test
    void settingsStandInUsherSocket() throws IOException {
        tree.file(
                "d/usher.socket",
                "[Socket]",
                "ListenStream=80",
                "FileDescriptorName=http",
                "[X-HTTP]",
                "HeadTimeoutSec=3",
                "HeadSizeMax=64K");
        tree.file(
                "d/usher.socket.d/50.conf", "[X-HTTP]", "PendingHeadsMax=100", "PendingHeadsPerSourceMax=9", "Port=80");
        tree.file("d/usher.socket.d/60.conf", "[X-HTTP]", "Hosts=a.example b.example", "Hosts=*.C.example");
        UnitClaims read = units.read();
        assertEquals(new Limits(Duration.ofSeconds(3), 65536, 100, 9), read.limits());
        List<HostPattern> hosts = List.of(
                new HostPattern(Category.NAME, "a.example"),
                new HostPattern(Category.NAME, "b.example"),
                new HostPattern(Category.SUBDOMAINS, "c.example"));
        assertEquals(80, read.listener("http").port());
        assertEquals(new HostPolicy(hosts, Map.of("http", hosts), false), read.hostPolicy(false));
        assertEquals(List.of(), read.problems());
        assertEquals(List.of(), read.claims());
    }

    @ParameterizedTest
    @CsvSource({"80, 1", "0.0.0.0:80, 0", "[::]:80, 0"})
    void portAloneWhereBindIpv6OnlyKeepsIpv4OutIsAProblem(String listen, int problems) throws IOException {
        tree.file("d/usher.socket", "[Socket]", "BindIPv6Only=ipv6-only", "ListenStream=" + listen);
        List<Problem> found = units.read().problems();
        assertEquals(problems, found.size(), found.toString());
        if (problems == 1) {
            assertEquals("one-family", found.get(0).id());
            assertEquals(3, found.get(0).line());
            assertEquals(
                    "ListenStream=0.0.0.0:80\nListenStream=[::]:80",
                    found.get(0).fix());
        }
    }

    /** An admin's second listener: its fd comes under the name of its unit. */
    @Test
    void everyListenerOfTheDispatcherHasAPortAndHostsOfItsOwn() throws IOException {
        tree.file("d/usher.socket", "[Socket]", "ListenStream=80", "[X-HTTP]", "Hosts=a.example");
        tree.file(
                "d/alt.socket",
                "[Socket]",
                "ListenStream=127.0.0.1:8080",
                "ListenStream=/run/alt",
                "Service=usher.service",
                "[X-HTTP]",
                "Port=80",
                "Hosts=b.example",
                "QueueMax=5");
        tree.file("d/silent.socket", "[Socket]", "ListenStream=[::]:81", "Service=usher.service");
        UnitClaims read = units.read();
        assertEquals(80, read.listener("alt.socket").port());
        assertEquals(0, read.listener("usher.socket").port());
        List<HostPattern> b = List.of(new HostPattern(Category.NAME, "b.example"));
        assertEquals(b, read.hostPolicy(false).own().get("alt.socket"));
        assertFalse(read.hostPolicy(false).own().containsKey("silent.socket"), "it takes those of usher.socket");
        assertEquals(
                List.of(new Listener("alt.socket", "http", 80, true)),
                read.listeners().get(1).points());
        assertEquals(
                List.of(new Listener("silent.socket", "http", 81, false)),
                read.listeners().get(2).points());
        assertEquals(1, read.problems().size(), read.problems().toString());
        String text = read.problems().get(0).text();
        assertTrue(text.endsWith(": put it into the .socket unit of the app"), text);
        assertEquals(List.of("usher.socket", "alt.socket", "silent.socket"), listeningUnits(read));
    }

    @Test
    void listenerBehindABalancerIsOneForEachScheme() throws IOException {
        tree.file("d/usher.socket", "[Socket]", "ListenStream=127.0.0.1:80", "[X-HTTP]", "ProxyFrom=10.0.0.0/8 ::1");
        tree.file("d/usher.socket.d/60.conf", "[X-HTTP]", "ProxyFrom=192.0.2.7");
        UnitClaims read = units.read();
        assertEquals(List.of(), read.problems());
        assertEquals(
                List.of("10.0.0.0/8", "::1/128", "192.0.2.7/32"),
                read.listener("usher.socket").proxyFrom().stream()
                        .map(IpNetwork::toString)
                        .toList());
        assertEquals(List.of(), read.listener("other").proxyFrom());
        assertEquals(
                List.of(
                        new Listener("usher.socket", "http", 80, false),
                        new Listener("usher.socket", "https", 443, false)),
                read.listeners().get(0).points());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.1/8", "10.0.0.0/33", "::/129", "10.0.0.0/", "/8", "10.0.0.0/+8", "localhost", "unix"})
    void balancerThatIsNeitherAnAddressNorANetworkIsAProblem(String word) throws IOException {
        tree.file("d/usher.socket", "[X-HTTP]", "ProxyFrom=192.0.2.7 " + word);
        UnitClaims read = units.read();
        assertEquals(1, read.listener("usher.socket").proxyFrom().size());
        Problem problem = read.problems().get(0);
        assertEquals("bad-value", problem.id());
        assertEquals(2, problem.line());
        assertEquals("ProxyFrom=" + word + " is neither an address nor a network such as 10.0.0.0/8", problem.text());
    }

    @Test
    void aBadSettingIsAProblemAndItsDefaultCounts() throws IOException {
        tree.file(
                "d/usher.socket",
                "[X-HTTP]",
                "HeadTimeoutSec=soon",
                "HeadSizeMax=65K",
                "Port=65536",
                "PendingHeadsMax=x");
        UnitClaims read = units.read();
        assertEquals(Limits.DEFAULT, read.limits());
        assertEquals(0, read.listener("usher.socket").port());
        assertEquals(4, read.problems().size());
        assertEquals(
                "HeadTimeoutSec=soon is not a time span from 1ms to 600s, such as 30s or 1min 30s; 10s is used instead",
                read.problems().get(0).text());
    }

    private static List<String> listeningUnits(UnitClaims read) {
        List<String> units = new ArrayList<>();
        read.listeners().forEach(listener -> units.add(listener.unit()));
        return units;
    }
}
