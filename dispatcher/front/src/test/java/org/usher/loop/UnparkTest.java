package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.connection.History;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;
import org.usher.route.Limits;

/** What is in the parking place when a loop begins. */
class UnparkTest {
    private static final Limits PATIENT = new Limits(Duration.ofSeconds(30), 4096, 1000, 1000);
    private static final String GET_WIKI = "GET /wiki/x HTTP/1.1\r\nHost: a.example\r\n\r\n";

    @TempDir
    private Path directory;

    @AutoClose
    private LoopFixture fixture;

    private ParkedMessages parked;
    private int wiki;

    @BeforeEach
    void start() {
        fixture = new LoopFixture(directory, PATIENT);
        parked = new ParkedMessages(fixture);
        wiki = fixture.app("wiki", "/wiki/");
    }

    @Test
    void aMessageThatCannotBeReadIsClosedAndCounted() throws Exception {
        fixture.stopLoop();
        Client first = fixture.connect();
        Client second = fixture.connect();
        fixture.connect().send(GET_WIKI);
        fixture.send("park", "another version".getBytes(StandardCharsets.UTF_8), fixture.accept());
        parked.leave(List.of(), fixture.accept()); // fewer entries than fds
        parked.leave(List.of(History.NONE), fixture.accept());
        fixture.restart(PATIENT);
        assertEquals("", first.readAll());
        assertEquals("", second.readAll());
        fixture.receive(wiki).close();
        assertTrue(fixture.events.contains("took up 1, closed 2"), fixture.events::toString);
    }

    /** The last close of a connection waits for its client if an app has set SO_LINGER. */
    @Test
    void aMessageOfAnotherVersionDelaysNoStart() throws Exception {
        fixture.stopLoop();
        Client client = fixture.connect();
        int held = fixture.accept();
        NativeMemory linger = NativeMemory.allocate(2 * Integer.BYTES);
        linger.bytes().putInt(0, 1).putInt(Integer.BYTES, 30);
        Kernel kernel = Kernel.linux();
        assertEquals(0, kernel.setOption(held, SocketOption.SO_LINGER, linger));
        NativeMemory octets = NativeMemory.allocate(1 << 16);
        while (kernel.send(held, octets, 0, octets.size()) > 0) {} // until neither side has room
        fixture.send("park", "another version".getBytes(StandardCharsets.UTF_8), held);
        long start = System.nanoTime();
        fixture.restart(PATIENT);
        assertEquals("took up 0, closed 1", fixture.nextEvent());
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos());
        client.reset();
    }

    @Test
    void whatIsNoConnectionOfAListenerIsClosed() throws Exception {
        fixture.stopLoop();
        int[] pair = fixture.socketPair();
        parked.leave(List.of(History.NONE, History.NONE), pair);
        fixture.restart(PATIENT);
        assertEquals("took up 0, closed 2", fixture.nextEvent());
    }
}
