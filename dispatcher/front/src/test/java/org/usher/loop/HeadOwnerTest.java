package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.usher.loop.EscrowFixture.ANSWER;
import static org.usher.loop.EscrowFixture.GET;
import static org.usher.loop.EscrowFixture.LONG;
import static org.usher.loop.EscrowFixture.SHORT;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.FaultyKernel;
import org.usher.posix.NativeMemory;

/** Whoever reads the head owns the request: an app that reads at the last possible moment. */
class HeadOwnerTest {
    @TempDir
    private Path directory;

    private final FaultyKernel faulty = new FaultyKernel();

    @AutoClose
    private EscrowFixture fixture;

    @BeforeEach
    void start() {
        fixture = new EscrowFixture(directory, faulty.kernel());
    }

    /** The app takes the message and reads after we have found it still in the queue: at the last possible moment. */
    @Test
    void requestThatTheAppReadsAtTheDeadlineIsTheApps() throws Exception {
        int wiki = fixture.wiki(LONG);
        AtomicReference<Received> taken = new AtomicReference<>();
        try (Client client = fixture.connect()) {
            client.send(GET);
            fixture.awaitPendingRequests(1);
            faulty.before("peek", () -> {
                taken.set(fixture.receive(wiki));
                taken.get().readNow();
            });
            fixture.limitWaiting(SHORT);
            assertEquals("handed off wiki.socket", fixture.nextEvent());
            taken.get().answerAndClose(ANSWER);
            assertEquals(ANSWER, client.readAll());
        }
    }

    /** The app has read the head; of the body there is as much as the head was long. */
    @Test
    void bodyIsNotTakenForTheHeadThatTheAppHasRead() throws Exception {
        int wiki = fixture.wiki(LONG);
        AtomicReference<Received> taken = new AtomicReference<>();
        String head = "POST /wiki/x HTTP/1.1\r\nHost: a.example\r\nContent-Length: 99\r\n\r\n";
        String body = "b".repeat(99);
        try (Client client = fixture.connect()) {
            client.send(head);
            fixture.awaitPendingRequests(1);
            client.send(body);
            faulty.before("peek", () -> {
                taken.set(fixture.receive(wiki));
                fixture.kernel.receive(taken.get().fd(), NativeMemory.allocate(head.length()), 0, head.length());
            });
            fixture.limitWaiting(SHORT);
            assertEquals("handed off wiki.socket", fixture.nextEvent());
            assertEquals(body, taken.get().readNow());
            taken.get().answerAndClose(ANSWER);
            assertEquals(ANSWER, client.readAll());
        }
    }

    /** The app reads between our look and our reading: neither of the two may go on. */
    @Test
    void requestOfWhichTwoHaveReadIsEndedWithoutAWord() throws Exception {
        int wiki = fixture.wiki(LONG);
        AtomicReference<Received> taken = new AtomicReference<>();
        String head = "POST /wiki/x HTTP/1.1\r\nHost: a.example\r\nContent-Length: 99\r\n\r\n";
        try (Client client = fixture.connect()) {
            client.send(head);
            fixture.awaitPendingRequests(1);
            client.send("b".repeat(99));
            faulty.before("receive", () -> {
                taken.set(fixture.receive(wiki));
                fixture.kernel.receive(taken.get().fd(), NativeMemory.allocate(head.length()), 0, head.length());
            });
            fixture.limitWaiting(SHORT);
            assertEquals("", client.readAll());
            taken.get().close();
        }
    }
}
