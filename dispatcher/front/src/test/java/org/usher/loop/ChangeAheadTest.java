package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.route.Limits;

/** While routes are about to change, a request that has none waits for those that come. */
class ChangeAheadTest {
    private static final String GET_BLOG = "GET /blog/ HTTP/1.1\r\nHost: a.example\r\n\r\n";
    private static final String GET_WIKI = "GET /wiki/ HTTP/1.1\r\nHost: a.example\r\n\r\n";

    @TempDir
    private Path directory;

    @AutoClose
    private LoopFixture fixture;

    private int wiki;

    @BeforeEach
    void start() {
        fixture = new LoopFixture(directory, new Limits(Duration.ofSeconds(30), 4096, 8, 8));
        wiki = fixture.app("wiki", "/wiki/");
        fixture.changeAhead(true);
        fixture.waitForRoutes();
    }

    @Test
    void aRequestGoesToTheAppThatIsAboutToClaimItsPath() throws Exception {
        try (Client client = fixture.connect().send(GET_BLOG)) {
            awaitAnotherRequest();
            int blog = fixture.app("blog", "/blog/");
            fixture.changeAhead(false);
            Received received = fixture.receive(blog);
            assertEquals(GET_BLOG, received.readNow());
            received.answerAndClose("blog");
            assertEquals("blog", client.readAll());
        }
    }

    @Test
    void aRequestThatNobodyClaimsIsRefusedWhenTheChangeIsInForce() throws Exception {
        try (Client client = fixture.connect().send(GET_BLOG)) {
            awaitAnotherRequest();
            fixture.changeAhead(false);
            assertTrue(client.readAll().contains("UnknownPath"));
        }
    }

    @Test
    void aRequestWaitsForAChangeThatDoesNotComeForASecond() throws Exception {
        fixture.changeAhead(true);
        long start = System.nanoTime();
        try (Client client = fixture.connect().send(GET_BLOG)) {
            assertTrue(client.readAll().contains("UnknownPath"));
        }
        assertTrue(System.nanoTime() - start >= Duration.ofSeconds(1).toNanos());
    }

    /** Whoever has started the app may have been told so before us. */
    @Test
    void aRequestWithoutARouteWaitsForWordOfAChange() throws Exception {
        fixture.changeAhead(false);
        long start = System.nanoTime();
        try (Client client = fixture.connect().send(GET_BLOG)) {
            assertTrue(client.readAll().contains("UnknownPath"));
        }
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(20).toNanos());
    }

    @Test
    void aRequestThatWaitsIsRefusedWhenTheLoopStops() throws Exception {
        try (Client client = fixture.connect().send(GET_BLOG)) {
            awaitAnotherRequest();
            fixture.stopLoop();
            assertTrue(client.readAll().contains("UnknownPath"));
        }
    }

    /** A request that came later has been served: so the one before waits, and nobody waits for it. */
    private void awaitAnotherRequest() throws Exception {
        try (Client other = fixture.connect().send(GET_WIKI)) {
            Received received = fixture.receive(wiki);
            assertEquals(GET_WIKI, received.readNow());
            received.answerAndClose("wiki");
            assertEquals("wiki", other.readAll());
            assertEquals("handed off wiki.socket", fixture.nextEvent());
        }
    }
}
