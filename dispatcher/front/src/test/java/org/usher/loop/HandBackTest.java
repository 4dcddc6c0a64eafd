package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.loop.WikiAndBlog.GET_BLOG;
import static org.usher.loop.WikiAndBlog.HASTY;
import static org.usher.loop.WikiAndBlog.PATIENT;
import static org.usher.loop.WikiAndBlog.afterFirstAnswer;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.posix.Epoll;
import org.usher.route.App;
import org.usher.route.Limits;

/** Where a connection goes that an app hands back, and what of it. */
class HandBackTest {
    @TempDir
    private Path directory;

    @AutoClose
    private WikiAndBlog apps;

    private void start(Limits limits) {
        apps = new WikiAndBlog(directory, limits);
    }

    @Test
    void aConnectionComesBackWithTheNextRequestUnreadInItsSocket() throws Exception {
        start(PATIENT);
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            client.send(GET_BLOG);
            apps.handBack(first, 0, "");
            Received second = apps.fixture.receive(apps.blog);
            assertEquals(GET_BLOG, second.readNow());
            assertEquals("", second.unread());
            assertEquals(first.header().id(), second.header().id());
            assertEquals("/blog/", second.header().prefix());
            assertEquals(1, second.header().hops());
            assertEquals(client.port(), second.header().endpoints().client().getPort());
            second.answerAndClose("answer");
            assertEquals("answer", afterFirstAnswer(client));
        }
    }

    @Test
    void octetsThatTheAppHasReadComeBeforeThoseInTheSocket() throws Exception {
        start(PATIENT);
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            apps.handBack(first, 0, GET_BLOG.substring(0, 9));
            client.send(GET_BLOG.substring(9));
            Received second = apps.fixture.receive(apps.blog);
            assertEquals(GET_BLOG.substring(0, 9), second.unread());
            assertEquals(GET_BLOG.substring(9), second.readNow());
            second.close();
        }
    }

    @Test
    void aHeadThatTheAppHasReadWholeIsRoutedAtOnce() throws Exception {
        start(PATIENT);
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            apps.handBack(first, 0, GET_BLOG);
            Received second = apps.fixture.receive(apps.blog);
            assertEquals(GET_BLOG, second.unread());
            second.close();
        }
    }

    @Test
    void aConnectionThatComesBackWithoutARequestIsClosedWithoutAWord() throws Exception {
        start(PATIENT);
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            apps.fixture.limit(HASTY);
            apps.handBack(first, 0, "");
            assertEquals("", afterFirstAnswer(client));
            assertEquals("gone", apps.fixture.nextEvent());
        }
    }

    @ParameterizedTest(name = "Host: {0}")
    @CsvSource({"a.example, true", "A.example.:80, true", "b.example, false", "a.exampl, false", "'', false"})
    void octetsThatAnAppHasReadAreARequestForTheHostThatItWasGivenTheConnectionFor(String host, boolean taken)
            throws Exception {
        start(PATIENT);
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            String request = "GET /blog/ HTTP/1.0\r\nHost: " + host + "\r\n\r\n";
            client.send(request.substring(9));
            apps.handBack(first, 0, request.substring(0, 9));
            if (taken) {
                Received second = apps.fixture.receive(apps.blog);
                assertEquals(request.substring(9), second.readNow());
                second.close();
            } else {
                assertTrue(afterFirstAnswer(client).startsWith("HTTP/1.1 421 "));
                assertEquals("refused OtherHost", apps.fixture.nextEvent());
            }
        }
    }

    @Test
    void aConnectionWithNothingReadGoesToAnyHostWhichItIsForFromThenOn() throws Exception {
        start(PATIENT);
        int mail = apps.fixture.app("mail", "//b.example/");
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            client.send("GET / HTTP/1.1\r\nHost: b.example\r\n\r\n");
            apps.handBack(first, 0, "");
            Received second = apps.fixture.receive(mail);
            second.readNow();
            assertFalse(first.header().id().equals(second.header().id()));
            second.answer("answer");
            apps.handBack(second, 0, GET_BLOG);
            assertTrue(afterFirstAnswer(client).startsWith("answerHTTP/1.1 421 "));
        }
    }

    /** To the app of that host alone, which has seen the connection before: it may say so to itself. */
    @Test
    void anOlderIdOfTheSameConnectionLeadsToTheOlderHost() throws Exception {
        start(PATIENT);
        int mail = apps.fixture.app("mail", "//b.example/");
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            client.send("GET / HTTP/1.1\r\nHost: b.example\r\n\r\n");
            apps.handBack(first, 0, "");
            Received second = apps.fixture.receive(mail);
            second.readNow();
            second.answer("answer");
            apps.fixture.handBack(second.fd(), WikiAndBlog.header(first, 0), GET_BLOG);
            Received third = apps.fixture.receive(apps.blog);
            assertEquals(GET_BLOG, third.unread());
            third.close();
        }
    }

    @Test
    void anAppThatTakesNoUnreadOctetsGetsNoConnectionWithThem() throws Exception {
        start(PATIENT);
        apps.fixture.add(app("plain", false, false), "/plain/");
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            apps.handBack(first, 0, "GET /plain/ HTTP/1.1\r\nHost: a.example\r\n\r\n");
            assertEquals("", afterFirstAnswer(client));
            assertEquals("dropped", apps.fixture.nextEvent());
        }
    }

    @Test
    void anIsolatedAppGetsNoConnectionThatAnotherHasHeld() throws Exception {
        start(PATIENT);
        apps.fixture.add(app("alone", true, true), "/alone/");
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            apps.handBack(first, 0, "GET /alone/ HTTP/1.1\r\nHost: a.example\r\n\r\n");
            assertEquals("", afterFirstAnswer(client));
            assertEquals("dropped", apps.fixture.nextEvent());
        }
    }

    @Test
    void halfANextHeadHasItsTimeAlthoughAnAppHasReadIt() throws Exception {
        start(PATIENT);
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            apps.fixture.limit(HASTY);
            apps.handBack(first, 0, GET_BLOG.substring(0, 9));
            assertTrue(afterFirstAnswer(client).startsWith("HTTP/1.1 408 "));
            assertEquals("refused HeadTimeout", apps.fixture.nextEvent());
        }
    }

    @Test
    void aClientThatHasEndedIsServedWhileOctetsAreLeft() throws Exception {
        start(PATIENT);
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            client.send(GET_BLOG).shutdownOutput();
            apps.handBack(first, 0, "");
            Received second = apps.fixture.receive(apps.blog);
            assertEquals(GET_BLOG, second.readNow());
            second.answerAndClose("answer");
            assertEquals("answer", afterFirstAnswer(client));
        }
    }

    @Test
    void aClientThatHasEndedIsServedIfTheAppHasReadItsRequest() throws Exception {
        start(PATIENT);
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            client.shutdownOutput();
            apps.handBack(first, 0, GET_BLOG);
            Received second = apps.fixture.receive(apps.blog);
            assertEquals(GET_BLOG, second.unread());
            second.answerAndClose("answer");
            assertEquals("answer", afterFirstAnswer(client));
        }
    }

    @Test
    void asManyUnreadOctetsTravelAsAMessageMayHold() throws Exception {
        start(PATIENT);
        String body = "x".repeat(60_000 - GET_BLOG.length());
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            client.send("the rest");
            apps.handBack(first, 0, GET_BLOG + body);
            Received second = apps.fixture.receive(apps.blog);
            assertEquals(GET_BLOG + body, second.unread());
            apps.fixture.await(second.fd(), Epoll.EPOLLIN);
            assertEquals("the rest", second.readNow());
            second.close();
        }
    }

    @Test
    void aHeadOfWhichTheAppHasReadTooMuchIsTooLarge() throws Exception {
        start(PATIENT);
        try (Client client = apps.connect()) {
            Received first = apps.answeredRequestOf(client);
            apps.handBack(first, 0, GET_BLOG.replace("\r\n\r\n", "\r\nX: " + "x".repeat(4096)));
            assertTrue(afterFirstAnswer(client).startsWith("HTTP/1.1 431 "));
        }
    }

    private App app(String name, boolean unread, boolean isolate) {
        return new App(
                name + ".socket",
                App.serviceOf(name + ".socket"),
                null,
                directory.resolve(name),
                null,
                Duration.ofSeconds(30),
                16,
                unread,
                isolate);
    }
}
