package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.usher.handoff.ConnectionId;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;
import org.usher.posix.Kernel;
import org.usher.route.Limits;

/** A loop with two apps, the first of which hands back what is the other's. Closing it proves that no fd is left. */
final class WikiAndBlog {
    static final Limits PATIENT = new Limits(Duration.ofSeconds(30), 4096, 64, 64);
    static final Limits HASTY = new Limits(Duration.ofMillis(300), 4096, 64, 64);

    static final String GET_WIKI = "GET /wiki/ HTTP/1.1\r\nHost: a.example\r\n\r\n";
    static final String GET_BLOG = "GET /blog/ HTTP/1.1\r\nHost: a.example\r\n\r\n";

    private static final String FIRST_ANSWER = "HTTP/1.1 204 No Content\r\n\r\n";

    final LoopFixture fixture;
    final int wiki;
    final int blog;

    WikiAndBlog(Path directory, Limits limits) {
        this(directory, limits, Kernel.linux());
    }

    /** Lets the loop run on {@code kernel}. */
    WikiAndBlog(Path directory, Limits limits, Kernel kernel) {
        fixture = new LoopFixture(directory, limits, kernel);
        wiki = fixture.app("wiki", "/wiki/");
        blog = fixture.app("blog", "/blog/");
    }

    Client connect() throws IOException {
        return fixture.connect();
    }

    /** Connects as a balancer does, whose headers are believed. */
    Client balancer() throws IOException {
        return fixture.connectFrom(LoopFixture.BALANCER);
    }

    /** Has the wiki receive and read the first request of {@code client}, and swallows the event of it. */
    Received requestOf(Client client) throws Exception {
        client.send(GET_WIKI);
        Received received = fixture.receive(wiki);
        assertEquals(GET_WIKI, received.readNow());
        assertEquals("handed off wiki.socket", fixture.nextEvent());
        return received;
    }

    /** As {@link #requestOf}, and has the wiki answer. */
    Received answeredRequestOf(Client client) throws Exception {
        Received received = requestOf(client);
        received.answer(FIRST_ANSWER);
        return received;
    }

    /** Returns all that {@code client} receives after the answer to its first request. */
    static String afterFirstAnswer(Client client) throws IOException {
        String all = client.readAll();
        assertTrue(all.startsWith(FIRST_ANSWER), all);
        return all.substring(FIRST_ANSWER.length());
    }

    /** Hands the connection back with the header that it came with, but for HOPS. */
    void handBack(Received received, int hops, String unread) {
        fixture.handBack(received.fd(), header(received, hops), unread);
    }

    static byte[] header(Received received, int hops) {
        return header(received.header().id(), received.header().prefix(), hops);
    }

    static byte[] header(ConnectionId id, String prefix, int hops) {
        ByteBuffer into = ByteBuffer.allocate(HandoffHeader.HEADER_SIZE_MAX);
        HandoffEncoder.encode(into, new HandoffHeader(null, id, prefix, hops, null, null, null));
        return Arrays.copyOf(into.array(), into.position());
    }

    void close() throws Exception {
        fixture.close();
    }
}
