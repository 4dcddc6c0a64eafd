package org.usher.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.report.FixedInspection;

/** Over a real unix socket, octets as a client sends them. */
@Timeout(60)
class ControlServerTest {
    private static final String STATUS = "{\"method\":\"org.usher.Dispatcher.GetStatus\"}\0";
    private static final String ROUTES = "{\"method\":\"org.usher.Dispatcher.ListRoutes\"}\0";

    private static final int ROOT = 0;

    private final FixedInspection inspection = new FixedInspection();
    private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
    private final List<SocketChannel> clients = new ArrayList<>();
    private volatile int uid = ROOT;
    private UnixPair socket;
    private volatile IntSupplier uids = () -> uid;
    private ControlServer server;

    @BeforeEach
    void start() throws IOException {
        socket = new UnixPair();
        server = start(Duration.ofSeconds(20));
    }

    /** Who connects has the uid {@link #uid} of this moment. */
    private ControlServer start(Duration patience) throws IOException {
        return new ControlServer(socket.listener(), client -> uids.getAsInt(), inspection, warnings::add, patience)
                .start();
    }

    /** Other tests in this JVM count open fds: the threads that still close some are awaited. */
    @AfterEach
    void stop() throws Exception {
        for (SocketChannel client : clients) {
            client.close();
        }
        server.close();
        socket.close();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("control")) {
                thread.join();
            }
        }
    }

    private void startImpatient(Duration patience) throws Exception {
        stop();
        socket = new UnixPair();
        server = start(patience);
    }

    private SocketChannel connect() throws IOException {
        SocketChannel client = socket.connect();
        clients.add(client);
        return client;
    }

    /** Connects as a user and asks; the connection stays. */
    private String statusAs(int asker) throws IOException {
        uid = asker;
        SocketChannel client = connect();
        try {
            say(client, STATUS);
        } catch (IOException ignored) { // refused already
        }
        return hear(client);
    }

    private static void say(SocketChannel client, String text) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (octets.hasRemaining()) {
            client.write(octets);
        }
    }

    /** Reads up to the next NUL; what it returns ends without one if the connection ends. */
    private static String hear(SocketChannel client) throws IOException {
        StringBuilder text = new StringBuilder();
        ByteBuffer octet = ByteBuffer.allocate(1);
        while (client.read(octet) == 1 && octet.get(0) != 0) {
            text.append((char) octet.get(0));
            octet.clear();
        }
        return text.toString();
    }

    private static String rest(SocketChannel client) throws IOException {
        return new String(Channels.newInputStream(client).readAllBytes(), UTF_8);
    }

    /** Such as one of threads, which is an error of the virtual machine. */
    @Test
    void aShortageCostsOneClient() throws Exception {
        uids = () -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        connect();
        while (warnings.isEmpty()) {
            Thread.onSpinWait();
        }
        uids = () -> uid;
        assertTrue(statusAs(0).startsWith("{\"parameters\""));
    }

    @Test
    void callsOfOneConnectionAreAnsweredInOrder() throws IOException {
        SocketChannel client = connect();
        say(client, ROUTES + "{\"method\":\"no.such.Thing\"}\0" + ROUTES);
        String routes = hear(client);
        assertEquals(
                """
                {"parameters":{"routes":[{"prefix":"/wiki/","unit":"wiki.socket","mode":"handoff",\
                "socket":"/run/usher/apps/wiki.sock","state":"routed","handed":7,"refused":0,\
                "file":"/etc/wiki.socket","line":3}]}}""",
                routes);
        assertTrue(hear(client).contains("\"error\":\"org.varlink.service.InterfaceNotFound\""));
        assertEquals(routes, hear(client));
    }

    @Test
    void onewayCallGetsNoAnswer() throws IOException {
        SocketChannel client = connect();
        say(client, "{\"method\":\"org.usher.Dispatcher.GetStatus\",\"oneway\":true}\0" + ROUTES);
        assertTrue(hear(client).contains("\"routes\""));
        assertEquals(List.of("status", "routes"), inspection.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n\0", "\0", "[]\0", "{\"method\":1}\0", "{}\0"})
    void whoSpeaksSomethingElseIsClosed(String nonsense) throws Exception {
        SocketChannel client = connect();
        say(client, nonsense + STATUS);
        assertEquals("", rest(client));
        assertTrue(String.valueOf(warnings.poll(20, TimeUnit.SECONDS))
                .startsWith("control socket " + socket.path() + ": closed"));
    }

    @Test
    void callThatIsTooLongIsClosed() throws Exception {
        SocketChannel client = connect();
        try {
            say(client, "x".repeat(ControlServer.callSizeMax(true) + 1));
        } catch (IOException ignored) { // it closes before it has read all of it
        }
        assertTrue(String.valueOf(warnings.poll(20, TimeUnit.SECONDS)).contains("longer than"));
    }

    @Test
    void whoIsSilentIsClosed() throws Exception {
        startImpatient(Duration.ofMillis(100));
        SocketChannel client = connect();
        assertEquals("", rest(client));
    }

    @Test
    void whoDoesNotReadHoldsUpNobody() throws IOException {
        inspection.withRoutes(Collections.nCopies(100_000, FixedInspection.WIKI));
        for (int i = 0; i < ControlServer.CLIENTS_MAX - 1; i++) {
            say(connect(), ROUTES);
        }
        SocketChannel client = connect();
        say(client, STATUS);
        assertTrue(hear(client).contains("\"pid\":42"));
    }

    @Test
    void whoReadsGetsAllOfTenThousandRoutes() throws IOException {
        inspection.withRoutes(Collections.nCopies(10_000, FixedInspection.WIKI));
        SocketChannel client = connect();
        say(client, ROUTES);
        client.shutdownOutput();
        assertEquals(10_000, rest(client).split("wiki.sock\"", -1).length - 1);
    }

    @Test
    void callOfAnotherThanRootMayBeShorterOnly() throws Exception {
        uid = 1000;
        SocketChannel client = connect();
        try {
            say(client, "x".repeat(ControlServer.callSizeMax(false) + 1));
        } catch (IOException ignored) { // it closes before it has read all of it
        }
        assertTrue(String.valueOf(warnings.poll(20, TimeUnit.SECONDS)).contains("longer than"));
    }

    @Test
    void someOfThePlacesAreRootsAlone() throws IOException {
        for (int i = 0; i < ControlServer.CLIENTS_MAX - ControlServer.ROOT_RESERVE; i++) {
            assertTrue(statusAs(1000 + i % 3).contains("\"pid\":42"));
        }
        assertEquals("{\"error\":\"org.usher.Dispatcher.TooManyClients\",\"parameters\":{}}", statusAs(-2));
        for (int i = 0; i < ControlServer.ROOT_RESERVE; i++) {
            assertTrue(statusAs(ROOT).contains("\"pid\":42"));
        }
    }

    @Test
    void placeOfAClientThatHasGoneIsFree() throws IOException {
        for (int i = 0; i < ControlServer.CLIENTS_MAX - ControlServer.ROOT_RESERVE; i++) {
            assertTrue(statusAs(1000).contains("\"pid\":42"));
        }
        clients.get(0).close();
        while (statusAs(1000).contains("TooManyClients")) { // until the dispatcher has noticed
            clients.get(clients.size() - 1).close();
        }
        assertTrue(statusAs(1000).contains("TooManyClients"));
    }

    @Test
    void nestedArraysOfThreeUsersAreRefusedAndRootIsServed() throws Exception {
        String nested = "{\"method\":\"a.b.C\",\"parameters\":{\"x\":[" + "[],".repeat(2000) + "[]]}}\0";
        for (int i = 0; i < ControlServer.CLIENTS_MAX - ControlServer.ROOT_RESERVE; i++) {
            uid = 1000 + i % 3;
            say(connect(), nested);
        }
        for (SocketChannel client : clients) {
            assertEquals("", rest(client));
        }
        assertTrue(statusAs(ROOT).contains("\"pid\":42"));
    }

    /** The uid of this process, as the kernel tells it of both ends. */
    @Test
    void peersAreKnownByTheirNumber() throws IOException {
        Object own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        try (UnixPair pair = new UnixPair();
                SocketChannel client = pair.connect();
                SocketChannel accepted = pair.listener().accept()) {
            assertEquals(own, ControlServer.peers().applyAsInt(accepted));
            assertEquals(own, ControlServer.peers().applyAsInt(client));
        }
    }

    @Test
    void clientsOfRootBeyondTheMaximumWaitTheirTurn() throws IOException {
        for (int i = 0; i < ControlServer.CLIENTS_MAX; i++) {
            SocketChannel client = connect();
            say(client, STATUS);
            assertTrue(hear(client).contains("\"pid\":42"));
        }
        SocketChannel late = connect();
        say(late, STATUS);
        clients.get(0).close();
        assertTrue(hear(late).contains("\"pid\":42"));
    }

    @Test
    void nothingIsLeftOfWhoHasGone() throws Exception {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < ControlServer.CLIENTS_MAX; i++) {
                SocketChannel client = connect();
                say(client, STATUS);
                hear(client);
                client.close();
            }
        }
        SocketChannel last = connect();
        say(last, STATUS);
        assertTrue(hear(last).contains("\"pid\":42"));
    }
}
