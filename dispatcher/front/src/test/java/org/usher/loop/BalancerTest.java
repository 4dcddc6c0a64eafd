package org.usher.loop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.head.ProxyHeaders.IPV4;
import static org.usher.head.ProxyHeaders.IPV6;
import static org.usher.head.ProxyHeaders.LINE;
import static org.usher.head.ProxyHeaders.LOCAL;
import static org.usher.head.ProxyHeaders.PROXY;
import static org.usher.head.ProxyHeaders.TCP4;
import static org.usher.head.ProxyHeaders.binary;
import static org.usher.head.ProxyHeaders.checked;
import static org.usher.head.ProxyHeaders.text;
import static org.usher.head.ProxyHeaders.tls;
import static org.usher.head.ProxyHeaders.tlv;
import static org.usher.loop.WikiAndBlog.GET_WIKI;
import static org.usher.loop.WikiAndBlog.HASTY;
import static org.usher.loop.WikiAndBlog.PATIENT;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.handoff.EndedTls;
import org.usher.route.AppState;
import org.usher.route.Limits;

/** Connections that a balancer makes, in the name of clients that it tells us in a PROXY header. */
class BalancerTest {
    private static final String CLIENT = "/203.0.113.7:51234";

    @TempDir
    private Path directory;

    @AutoClose
    private WikiAndBlog apps;

    private LoopFixture fixture;

    private void start(Limits limits) {
        apps = new WikiAndBlog(directory, limits);
        fixture = apps.fixture;
    }

    private static String client(Received received) {
        return received.header().endpoints().client().toString();
    }

    @Test
    void appsAreToldOfTheClientAndSeeNothingOfTheHeader() throws Exception {
        start(PATIENT);
        for (byte[] header : new byte[][] {
            LINE.getBytes(ISO_8859_1),
            binary(PROXY, TCP4, IPV4),
            tls("a.example"),
            checked(binary(PROXY, TCP4, IPV4, tlv(0x05, "any id"), tlv(0xe0, "/x/")))
        }) {
            apps.balancer().send(text(header) + GET_WIKI);
            Received received = fixture.receive(apps.wiki);
            assertEquals(CLIENT, client(received));
            assertEquals("/192.0.2.1:443", received.header().endpoints().local().toString());
            assertEquals("/wiki/", received.header().prefix());
            assertEquals("", received.unread());
            assertEquals(GET_WIKI, received.readNow());
            received.close();
        }
    }

    @Test
    void appsAreToldOfTls() throws Exception {
        start(PATIENT);
        apps.balancer().send(text(tls("a.example")) + GET_WIKI);
        Received received = fixture.receive(apps.wiki);
        EndedTls tls = received.header().tls();
        assertTrue(tls.isSecure());
        assertEquals("http/1.1", tls.alpn());
        assertEquals("a.example", tls.authority());
        assertEquals("TLSv1.3", tls.ssl().version());
        received.close();
    }

    @Test
    void aRequestBehindItsHeaderThatNoAppTakesIsRefused() throws Exception {
        start(PATIENT);
        Client together = apps.balancer().send(LINE + GET_WIKI);
        fixture.awaitPendingRequests(1);
        Client apart = apps.balancer().send(LINE);
        fixture.awaitPendingHeads(1);
        apart.send(GET_WIKI);
        fixture.awaitPendingRequests(2);
        fixture.becomes("wiki", AppState.failed("exit-code"));
        for (Client client : new Client[] {together, apart}) {
            assertTrue(client.readAll().contains(" AppFailed\n"));
        }
    }

    /** The scheme is that of the client, not of the connection between us and the balancer. */
    @Test
    void tlsLeadsToTheRoutesOfHttps() throws Exception {
        start(PATIENT);
        int secure = fixture.app("secure", "https://a.example:" + fixture.port() + "/wiki/");
        apps.balancer().send(text(tls("a.example")) + GET_WIKI);
        fixture.receive(secure).close();
        apps.balancer().send(text(binary(PROXY, TCP4, IPV4)) + GET_WIKI);
        fixture.receive(apps.wiki).close();
    }

    @Test
    void headerAndHeadMayComeOctetByOctet() throws Exception {
        start(PATIENT);
        for (String header : new String[] {LINE, text(tls("a.example")), text(binary(PROXY, 0x21, IPV6))}) {
            try (Client balancer = apps.balancer()) {
                for (char octet : (header + GET_WIKI).toCharArray()) {
                    balancer.send(String.valueOf(octet));
                }
                Received received = fixture.receive(apps.wiki);
                assertEquals(51234, received.header().endpoints().client().getPort());
                assertEquals(GET_WIKI, received.readNow());
                received.close();
            }
        }
    }

    @Test
    void addressesThatAHeaderDoesNotTellAreThoseOfTheSocket() throws Exception {
        start(PATIENT);
        for (String header : new String[] {text(binary(LOCAL, 0)), "PROXY UNKNOWN\r\n", text(binary(PROXY, 0))}) {
            try (Client balancer = apps.balancer().send(header + GET_WIKI)) {
                Received received = fixture.receive(apps.wiki);
                assertEquals("/" + LoopFixture.BALANCER + ":" + balancer.port(), client(received));
                assertNull(received.header().tls());
                received.close();
            }
        }
    }

    @Test
    void healthChecksAreQuiet() throws Exception {
        start(PATIENT);
        for (String check : new String[] {"", text(binary(LOCAL, 0)), "PROXY UNKNOWN\r\n", "PROXY TC"}) {
            try (Client balancer = apps.balancer().send(check)) {
                balancer.shutdownOutput();
                assertTrue(balancer.endsWithoutAWord());
                assertEquals("gone", fixture.nextEvent(), check);
            }
        }
        assertTrue(fixture.events.isEmpty(), fixture.events::toString);
    }

    @Test
    void aHeaderOfAStrangerIsRefusedWithTheNameOfTheKey() throws Exception {
        start(PATIENT);
        for (String header : new String[] {LINE, text(binary(PROXY, TCP4, IPV4))}) {
            assertRefused("ProxyOnPlainPort", "ProxyFrom=", fixture.connect().send(header + GET_WIKI));
        }
    }

    @Test
    void aHeaderInAHeaderIsNotBelieved() throws Exception {
        start(PATIENT);
        String other = "PROXY TCP4 198.51.100.1 192.0.2.1 1 443\r\n";
        assertRefused("ProxyOnPlainPort", "ProxyFrom=", apps.balancer().send(LINE + other + GET_WIKI));
        assertRefused("ProxyOnPlainPort", "", apps.balancer().send(text(tls("a.example")) + text(tls("b.example"))));
    }

    @Test
    void aBalancerHasToBeginWithAGoodHeader() throws Exception {
        start(PATIENT);
        assertRefused("BadProxy", "ProxyFrom= names", apps.balancer().send(GET_WIKI));
        assertRefused("BadProxy", "", apps.balancer().send("PROXY TCP4 203.0.113.7\r\n" + GET_WIKI));
        assertRefused(
                "BadProxy",
                "4096",
                apps.balancer().send(text(Arrays.copyOf(binary(PROXY, TCP4, tlv(4, "x".repeat(4096 - 16 - 2))), 16))));
        byte[] broken = checked(tls("a.example"));
        broken[20] ^= 1;
        assertRefused("BadProxy", "CRC32C", apps.balancer().send(text(broken) + GET_WIKI));
    }

    @Test
    void halfAHeaderHasTheTimeOfAHead() throws Exception {
        start(PATIENT);
        Client slow = apps.balancer().send("PROXY TCP4 ");
        fixture.awaitHalfHeads(1);
        fixture.limit(HASTY);
        assertRefused("HeadTimeout", "", slow);
        try (Client silent = apps.balancer()) {
            assertEquals("", silent.readAll());
            assertEquals("gone", fixture.nextEvent());
        }
    }

    /** The other one is silent after its first octet, which came later: it is the clock. */
    @Test
    void aHeaderAndTheHeadBehindItHaveOneTime() throws Exception {
        start(PATIENT);
        try (Client slow = apps.balancer().send("P");
                Client other = apps.balancer()) {
            fixture.awaitHalfHeads(1);
            other.send("P");
            fixture.awaitHalfHeads(2);
            fixture.limit(HASTY);
            String rest = LINE.substring(1) + "GET";
            for (int sent = 0; other.isSilentFor(4); sent++) {
                slow.send(rest.substring(Math.min(sent, rest.length()), Math.min(sent + 1, rest.length())));
            }
            assertFalse(slow.isSilentFor(20));
            assertTrue(slow.readAll().startsWith("HTTP/1.1 408 "));
        }
    }

    @Test
    void aClientThatSaysNothingBehindItsHeaderGetsNoAnswer() throws Exception {
        start(PATIENT);
        for (String header : new String[] {LINE, "P"}) {
            fixture.limit(PATIENT);
            try (Client silent = apps.balancer().send(header);
                    Client other = apps.connect()) {
                fixture.awaitPendingHeads(2);
                silent.send(LINE.substring(header.length()));
                apps.requestOf(other).close(); // which came later, so what came before was looked at
                fixture.limit(HASTY);
                assertEquals("", silent.readAll());
                assertEquals("gone", fixture.nextEvent());
            }
        }
    }

    @Test
    void aConnectionIsParkedBeforeInAndBehindItsHeader() throws Exception {
        start(PATIENT);
        String header = text(tls("a.example"));
        for (int sent : new int[] {0, 5, header.length() - 1, header.length(), header.length() + 7}) {
            try (Client balancer = apps.balancer().send((header + GET_WIKI).substring(0, sent))) {
                fixture.awaitPendingHeads(1);
                fixture.restart(PATIENT);
                balancer.send((header + GET_WIKI).substring(sent));
                Received received = fixture.receive(apps.wiki);
                assertEquals(CLIENT, client(received), sent + " octets");
                assertEquals("a.example", received.header().tls().authority());
                assertEquals(GET_WIKI, received.readNow());
                received.close();
            }
        }
    }

    @Test
    void limitsArePerClientNotPerBalancer() throws Exception {
        start(new Limits(PATIENT.headTimeout(), 4096, 64, 2));
        for (int i = 1; i <= 4; i++) {
            apps.balancer().send("PROXY TCP4 203.0.113." + i + " 192.0.2.1 1 2\r\nGET ");
            fixture.awaitPendingHeads(i);
        }
        String third = "PROXY TCP4 203.0.113.1 192.0.2.1 1 2\r\nGET ";
        apps.balancer().send(third);
        fixture.awaitPendingHeads(5);
        assertTrue(apps.balancer().send(third).readAll().startsWith("HTTP/1.1 503 "));
        Client slow = apps.balancer().send(third.substring(0, 5));
        fixture.awaitPendingHeads(6);
        assertTrue(slow.send(third.substring(5)).readAll().startsWith("HTTP/1.1 503 "));
        fixture.awaitPendingHeads(5);
    }

    private void assertRefused(String reason, String detail, Client client) throws Exception {
        String answer = client.readAll();
        assertTrue(answer.contains(" " + reason + "\n") && answer.contains(detail), answer);
        assertEquals("refused " + reason, nextBut(""));
    }

    private String nextBut(String other) throws InterruptedException {
        String event = fixture.nextEvent();
        return event.equals(other) ? fixture.nextEvent() : event;
    }
}
