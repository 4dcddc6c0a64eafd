package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.loop.WikiAndBlog.GET_BLOG;
import static org.usher.loop.WikiAndBlog.GET_WIKI;
import static org.usher.loop.WikiAndBlog.afterFirstAnswer;
import static org.usher.loop.WikiAndBlog.header;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No request goes round among apps for ever, whatever they say of it. */
class HopsTest {
    private static final int MORE_THAN_SOCKETS_HOLD = 64 << 20;

    @TempDir
    private Path directory;

    @AutoClose
    private WikiAndBlog apps;

    @BeforeEach
    void start() {
        apps = new WikiAndBlog(directory, WikiAndBlog.PATIENT);
    }

    @Test
    void aRequestThatItsAppHandsBackUnansweredIsALoop() throws Exception {
        try (Client client = apps.connect()) {
            client.send(GET_WIKI);
            Received first = apps.fixture.receive(apps.wiki);
            apps.handBack(first, first.header().hops(), "");
            assertIsLoop(client.readAll());
        }
    }

    @Test
    void aRequestThatWasHandedOffFourTimesIsALoopWhereverItGoes() throws Exception {
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            client.send(GET_BLOG);
            apps.handBack(first, 4, "");
            assertIsLoop(afterFirstAnswer(client));
        }
    }

    @Test
    void anAppThatSaysThatItHasAnsweredAndHasWrittenNothingIsNotBelieved() throws Exception {
        try (Client client = apps.connect()) {
            client.send(GET_WIKI);
            Received first = apps.fixture.receive(apps.wiki);
            apps.handBack(first, 0, "");
            assertIsLoop(client.readAll());
        }
    }

    /** The PREFIX is one that the request does not route to, or the first hand back would be the last. */
    @Test
    void aRequestIsHandedOffFourTimesAtMostWithoutAnOctetToItsClient() throws Exception {
        try (Client client = apps.connect()) {
            client.send(GET_WIKI);
            for (int handoff = 1; handoff <= 4; handoff++) {
                Received received = apps.fixture.receive(apps.wiki);
                assertEquals(handoff, received.header().hops());
                apps.fixture.handBack(received.fd(), header(received.header().id(), "/elsewhere/", 0), "");
            }
            assertIsLoop(client.readAll());
        }
    }

    /** Each forges the request that leads to the other. */
    @Test
    void twoAppsThatHaveAnsweredOnceCannotPassAConnectionRoundForEver() throws Exception {
        try (Client client = apps.connect()) {
            Received received = apps.answeredRequestOf(client);
            apps.handBack(received, 0, GET_BLOG);
            for (int handoff = 1; handoff <= 4; handoff++) {
                boolean toBlog = handoff % 2 == 1;
                received = apps.fixture.receive(toBlog ? apps.blog : apps.wiki);
                assertEquals(handoff, received.header().hops());
                apps.handBack(received, 0, toBlog ? GET_WIKI : GET_BLOG);
            }
            assertIsLoop(afterFirstAnswer(client));
        }
    }

    @Test
    void appsThatAnswerPassAConnectionToEachOtherAsOftenAsItsClientLikes() throws Exception {
        try (Client client = apps.connect()) {
            Received received = apps.requestOf(client);
            for (int request = 2; request <= 20; request++) {
                boolean toBlog = request % 2 == 0;
                received.answer("x");
                apps.handBack(received, 0, toBlog ? GET_BLOG : GET_WIKI);
                received = apps.fixture.receive(toBlog ? apps.blog : apps.wiki);
                assertEquals(1, received.header().hops());
            }
            received.close();
            assertEquals("x".repeat(19), client.readAll());
        }
    }

    /** What waits in the socket for a client that does not read has been written, though nothing of it is on its way. */
    @Test
    void anAnswerThatItsClientHasNotReadYetIsOne() throws Exception {
        try (Client client = apps.connect()) {
            Received received = apps.requestOf(client);
            int taken = received.answer("x".repeat(MORE_THAN_SOCKETS_HOLD));
            assertTrue(taken < MORE_THAN_SOCKETS_HOLD);
            apps.handBack(received, 0, GET_BLOG);
            received = apps.fixture.receive(apps.blog);
            assertEquals(1, received.header().hops());
            received.close();
            assertEquals(taken, client.readAll().length());
        }
    }

    private void assertIsLoop(String answer) throws Exception {
        assertTrue(answer.startsWith("HTTP/1.1 508 "), answer);
        String event = apps.fixture.nextEvent();
        while (event.startsWith("handed off ")) {
            event = apps.fixture.nextEvent();
        }
        assertEquals("refused Loop", event);
    }
}
