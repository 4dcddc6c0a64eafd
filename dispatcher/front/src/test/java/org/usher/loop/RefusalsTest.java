package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.route.Limits;

/** Answers of our own reach their clients, however many others are refused, and cost little. */
class RefusalsTest {
    private static final String UPLOAD = "POST /nobody HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3000000\r\n\r\n";

    /** More than the loop waits for in all. */
    private static final int FLOOD = 1_100;

    @TempDir
    private Path directory;

    @AutoClose
    private LoopFixture fixture;

    @BeforeEach
    void start() {
        fixture = new LoopFixture(directory, new Limits(Duration.ofSeconds(30), 4096, 8, 8));
        fixture.app("wiki", "/wiki/");
        fixture.linger();
    }

    @Test
    void aFloodOfOneSourceTakesNoAnswerAwayFromAnUpload() throws Exception {
        try (Client client = fixture.connect().send(UPLOAD)) {
            assertEquals("refused UnknownPath", fixture.nextEvent());
            for (int i = 0; i < FLOOD; i++) {
                fixture.connectFrom("127.0.0.2").send(UPLOAD);
            }
            for (int i = 0; i < FLOOD; i++) {
                assertEquals("refused UnknownPath", fixture.nextEvent());
            }
            client.send("x".repeat(3_000_000));
            String answer = client.readAll();
            assertTrue(answer.startsWith("HTTP/1.1 404 Not Found\r\n"), answer);
        }
    }

    /** An administrator's page has 32 KiB: a thousand of them would fill half of the heap. */
    @Test
    void answersOfClientsThatGoOnSendingTakeFourMegabytesAtMost() throws Exception {
        byte[] page = new byte[32 << 10];
        fixture.page = Optional.of(page);
        int before = LoopFixture.openFds();
        int clients = 180;
        for (int i = 0; i < clients; i++) {
            fixture.connectFrom("127.0.0." + (2 + i % 3)).send(UPLOAD);
            assertEquals("refused UnknownPath", fixture.nextEvent());
        }
        int waiting = fixture.onLoop(LoopFixture::openFds) - before - clients;
        assertTrue(waiting > 0 && (long) waiting * page.length <= 4 << 20, waiting + " are waited for");
    }

    @Test
    void aConnectionWithNothingButItsRequestIsClosedWithTheAnswer() throws Exception {
        int before = LoopFixture.openFds();
        try (Client client = fixture.connect()) {
            client.send("GET /nobody HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n\r\n");
            assertTrue(client.readAll().startsWith("HTTP/1.1 404 Not Found\r\n"));
            assertEquals(before + 1, LoopFixture.openFds(), "fds with the client's own, when it has seen the end");
        }
    }

    @Test
    void anAnswerReachesAClientThatSendsItsNextRequestMeanwhile() throws Exception {
        String request = "GET /nobody HTTP/1.1\r\nHost: a.example\r\n\r\n";
        try (Client client = fixture.connect()) {
            client.send(request + request);
            assertEquals("refused UnknownPath", fixture.nextEvent());
            client.send(request);
            assertTrue(client.readAll().startsWith("HTTP/1.1 404 Not Found\r\n"));
        }
    }
}
