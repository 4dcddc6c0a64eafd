package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.head.ProxyHeaders.LINE;
import static org.usher.head.ProxyHeaders.LOCAL;
import static org.usher.head.ProxyHeaders.binary;
import static org.usher.head.ProxyHeaders.text;
import static org.usher.head.ProxyHeaders.tls;
import static org.usher.loop.WikiAndBlog.GET_BLOG;
import static org.usher.loop.WikiAndBlog.GET_WIKI;
import static org.usher.loop.WikiAndBlog.PATIENT;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.handoff.EndedTls;
import org.usher.handoff.Endpoints;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;

/** What a balancer has told us of a client, when an app hands the connection back: it stays, and only it. */
class BalancerHandBackTest {
    private static final String ANSWER = "HTTP/1.1 204 No Content\r\n\r\n";

    @AutoClose
    private final WikiAndBlog apps;

    private final LoopFixture fixture;

    BalancerHandBackTest(@TempDir Path directory) {
        apps = new WikiAndBlog(directory, PATIENT);
        fixture = apps.fixture;
    }

    @Test
    void whatTheBalancerHasSaidSurvivesHandBacks() throws Exception {
        for (String header : new String[] {LINE, text(tls("a.example")), text(binary(LOCAL, 0))}) {
            try (Client balancer = apps.balancer().send(header + GET_WIKI)) {
                Received first = fixture.receive(apps.wiki);
                first.readNow();
                first.answer(ANSWER);
                fixture.handBack(
                        first.fd(),
                        repeated(
                                first,
                                first.header().endpoints(),
                                first.header().tls()),
                        "");
                balancer.send(GET_BLOG);
                Received second = fixture.receive(apps.blog);
                assertEquals(first.header().endpoints(), second.header().endpoints());
                assertEquals(first.header().tls(), second.header().tls());
                assertEquals(first.header().id(), second.header().id());
                assertEquals(GET_BLOG, second.readNow());
                second.close();
            }
        }
    }

    @Test
    void anAppCannotChangeWhatTheBalancerHasSaid() throws Exception {
        apps.balancer().send(text(tls("a.example")) + GET_WIKI);
        Received received = fixture.receive(apps.wiki);
        assertEquals("handed off wiki.socket", fixture.nextEvent());
        EndedTls tls = received.header().tls();
        byte[] told = repeated(received, received.header().endpoints(), tls);
        int addressesEnd = 16 + 12;
        int tlsAt = told.length - HandoffEncoder.tlsTlvs(tls).length;
        for (int at = 16; at < told.length; at = at == addressesEnd - 1 ? tlsAt : at + 1) {
            byte[] changed = told.clone();
            changed[at] ^= 1;
            assertNotTakenBack(received, changed, "octet " + at);
        }
        assertNotTakenBack(received, repeated(received, null, tls), "no addresses");
        assertNotTakenBack(received, repeated(received, received.header().endpoints(), null), "no TLS");
        assertNotTakenBack(received, repeated(received, null, null), "nothing");
        received.close();
    }

    private void assertNotTakenBack(Received received, byte[] header, String name) throws Exception {
        LoopFixture.must(fixture.sendBack(header, "", received.fd()));
        String event = fixture.nextEvent();
        assertTrue(event.startsWith("bad return: "), name + ": " + event);
    }

    /** Nobody has vouched for the client of an ordinary connection, so an app that names another one is not believed. */
    @Test
    void anAppCannotSpeakForABalancer() throws Exception {
        try (Client direct = fixture.connect()) {
            Received first = apps.answeredRequestOf(direct);
            Endpoints other = new Endpoints(
                    first.header().endpoints().local(),
                    first.header().endpoints().client());
            EndedTls tls = new EndedTls("http/1.1", "b.example", null);
            fixture.handBack(first.fd(), repeated(first, other, tls), "");
            direct.send(GET_BLOG);
            Received second = fixture.receive(apps.blog);
            assertEquals(first.header().endpoints(), second.header().endpoints());
            assertNull(second.header().tls());
            second.close();
        }
    }

    private static byte[] repeated(Received received, @Nullable Endpoints ends, @Nullable EndedTls tls) {
        HandoffHeader header = received.header();
        ByteBuffer into = ByteBuffer.allocate(HandoffHeader.HEADER_SIZE_MAX);
        HandoffEncoder.encode(into, new HandoffHeader(ends, header.id(), header.prefix(), 0, null, null, tls));
        return Arrays.copyOf(into.array(), into.position());
    }
}
