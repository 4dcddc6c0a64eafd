package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.loop.WikiAndBlog.GET_WIKI;
import static org.usher.loop.WikiAndBlog.header;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.handoff.Scope;
import org.usher.route.App;
import org.usher.route.AppState;

/** An app before which a server of files is asked: the test plays both. */
class FilesFirstTest {
    private static final String POST_WIKI = "POST /wiki/ HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n\r\n";
    private static final String TARGET = "/srv/wiki\n0";

    @TempDir
    private Path directory;

    private LoopFixture fixture;
    private int files;
    private int wiki;

    @BeforeEach
    void start() {
        fixture = new LoopFixture(directory, WikiAndBlog.PATIENT);
        files = fixture.bind("files");
        wiki = fixture.bind("wiki");
        App first = app("usher-static", TARGET, "files", null);
        fixture.add(app("wiki", null, "wiki", first), "/wiki/");
    }

    private App app(String name, String target, String socket, App first) {
        Path path = directory.resolve(socket);
        return new App(
                name + ".socket", name + ".service", target, path, first, Duration.ofSeconds(60), 16, true, false);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private void passOn(Received received) {
        fixture.handBack(received.fd(), header(received, received.header().hops()), received.unread());
    }

    private static byte[] header(Received received, int hops) {
        return WikiAndBlog.header(received, hops);
    }

    private static Received reading(Received received, String request) {
        assertEquals(request, received.readNow());
        return received;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void serverOfFilesIsAskedFirstAndAnswers(String method) throws Exception {
        try (Client client = fixture.connect()) {
            String request = GET_WIKI.replace("GET", method);
            client.send(request);
            Received received = reading(fixture.receive(files), request);
            assertEquals(TARGET, received.header().target());
            assertEquals("/wiki/", received.header().prefix());
            assertEquals(Scope.Kind.PREFIX, received.header().scope().kind());
            received.answerAndClose("file");
            assertEquals("file", client.readAll());
        }
    }

    @Test
    void whatItPassesOnIsTheAppsForThatRequestAlone() throws Exception {
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            passOn(fixture.receive(files));
            Received received = reading(fixture.receive(wiki), GET_WIKI);
            assertNull(received.header().target());
            assertEquals(Scope.Kind.FIRST, received.header().scope().kind());
            assertEquals(2, received.header().hops());
            received.answer("app");
            client.send(GET_WIKI);
            fixture.handBack(received.fd(), header(received, 0), "");
            Received next = fixture.receive(files);
            assertEquals(1, next.header().hops(), "it is asked again for the next request");
            passOn(next);
            reading(fixture.receive(wiki), GET_WIKI).answerAndClose("again");
            assertEquals("appagain", client.readAll());
        }
    }

    @Test
    void furtherRequestThatItPassesOnAfterAnswersIsTheApps() throws Exception {
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            Received received = reading(fixture.receive(files), GET_WIKI);
            received.answer("file");
            client.send(POST_WIKI);
            fixture.handBack(received.fd(), header(received, 1), "");
            reading(fixture.receive(wiki), POST_WIKI).answerAndClose("app");
            assertEquals("fileapp", client.readAll());
        }
    }

    @Test
    void otherMethodsGoToTheAppAtOnce() throws Exception {
        try (Client client = fixture.connect()) {
            client.send(POST_WIKI);
            reading(fixture.receive(wiki), POST_WIKI).answerAndClose("app");
            assertEquals("app", client.readAll());
        }
    }

    @Test
    void serverThatIsNotThereDoesNotTakeTheAppAway() throws Exception {
        for (int k = 0; k < 3; k++) {
            try (Client client = fixture.connect()) {
                client.send(GET_WIKI);
                if (k == 0) {
                    reading(fixture.receive(files), GET_WIKI).answerAndClose("file");
                    assertEquals("file", client.readAll());
                    fixture.unbind(files);
                } else {
                    reading(fixture.receive(wiki), GET_WIKI).answerAndClose("app");
                    assertEquals("app", client.readAll());
                }
            }
        }
    }

    @Test
    void serverWhoseSocketIsMadeAnewIsAskedAgain() throws Exception {
        try (Client client = fixture.connect().send(GET_WIKI)) {
            reading(fixture.receive(files), GET_WIKI).answerAndClose("file");
            assertEquals("file", client.readAll());
        }
        Files.move(directory.resolve("files"), directory.resolve("old")); // or the new one may get its inode number
        fixture.unbind(files);
        int replacement = fixture.bind("files");
        try (Client client = fixture.connect().send(GET_WIKI)) {
            reading(fixture.receive(replacement), GET_WIKI).answerAndClose("new file");
            assertEquals("new file", client.readAll());
        }
    }

    @Test
    void fileIsAnsweredWhileTheAppIsFailed() throws Exception {
        fixture.becomes("wiki", AppState.failed("exit-code"));
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            reading(fixture.receive(files), GET_WIKI).answerAndClose("file");
            assertEquals("file", client.readAll());
        }
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            passOn(fixture.receive(files));
            assertTrue(client.readAll().startsWith("HTTP/1.1 503 "));
        }
    }

    @Test
    void maintenanceOfTheAppIsThatOfItsFilesToo() throws Exception {
        fixture.becomes("wiki", new AppState(AppState.Condition.MAINTENANCE, ""));
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            assertTrue(client.readAll().startsWith("HTTP/1.1 503 "));
            assertEquals("refused Maintenance", fixture.nextEvent());
        }
    }

    /** A claim to have been passed on skips the files of that claim, and nothing else. */
    @Test
    void appThatHandsItsFirstRequestBackForEverIsALoop() throws Exception {
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            passOn(fixture.receive(files));
            for (int handoff = 2; handoff <= 4; handoff++) {
                Received received = fixture.receive(wiki);
                assertEquals(handoff, received.header().hops());
                passOn(received);
            }
            assertTrue(client.readAll().startsWith("HTTP/1.1 508 "));
        }
    }
}
