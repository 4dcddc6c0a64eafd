package org.usher.tests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever can reach the control socket may say anything, or nothing, or read nothing: requests go on, and so do others. */
@SystemTest
final class ControlSocketTest {
    private static final String ROUTES = "{\"method\":\"org.usher.Dispatcher.ListRoutes\"}\0";
    /** As many as the dispatcher talks to at once, and some more. */
    private static final int MANY = 40;
    /** What one unix socket holds for a client that does not read is far below the answer for these. */
    private static final int ROUTE_COUNT = 4_000;

    private final Container container;
    private final List<SocketChannel> clients = new ArrayList<>();
    private String dispatcher = "";

    ControlSocketTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        Apps.enableEcho(container);
        container.systemctl("start", "usher.socket");
        Wire.awaitStatus(container, "/echo/", 200);
        dispatcher = container.property("usher.service", "MainPID");
    }

    @AfterEach
    void sameDispatcherServesTheSameRoutes() throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
        assertEquals(200, Wire.status(container, "/echo/"));
        assertEquals(dispatcher, container.property("usher.service", "MainPID"));
        assertTrue(usherctl("routes --json=short").contains("\"/echo/\""));
    }

    private String usherctl(String words) throws IOException {
        return container.sh("usherctl " + words).succeeded();
    }

    private SocketChannel connect() throws IOException {
        SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(container.path("/run/usher/control")));
        clients.add(client);
        return client;
    }

    private static void say(SocketChannel client, byte[] octets) throws IOException {
        for (ByteBuffer rest = ByteBuffer.wrap(octets); rest.hasRemaining(); ) {
            client.write(rest);
        }
    }

    private static String rest(SocketChannel client) throws IOException {
        return new String(Channels.newInputStream(client).readAllBytes(), ISO_8859_1);
    }

    private void requestsAreServed() throws IOException {
        for (int i = 0; i < 50; i++) {
            assertEquals(200, Wire.status(container, "/echo/"));
        }
    }

    @Test
    void nonsenseEndsItsConnectionAndNothingElse() throws IOException {
        Random random = new Random(20);
        for (int i = 0; i < 200; i++) {
            byte[] nonsense = new byte[1 + random.nextInt(300)];
            random.nextBytes(nonsense);
            nonsense[nonsense.length - 1] = 0;
            try (SocketChannel client = connect()) {
                say(client, nonsense);
                assertEquals("", rest(client));
            }
        }
        container.awaitJournal(
                "usher.service", "control socket /run/usher/control: closed a connection: a message is not");
        requestsAreServed();
    }

    @Test
    void messageWithoutEndIsCutOff() throws IOException {
        byte[] flood = new byte[1 << 20];
        Arrays.fill(flood, (byte) '{');
        for (int i = 0; i < MANY; i++) {
            try (SocketChannel client = connect()) {
                say(client, flood);
                assertEquals("", rest(client));
            } catch (IOException ignored) { // it is closed before it has said all of it
            }
        }
        container.awaitJournal(
                "usher.service", "control socket /run/usher/control: closed a connection: a message is longer than");
        requestsAreServed();
    }

    @Test
    void whoIsSilentOrReadsNothingHoldsUpNeitherRequestsNorOthersForLong() throws IOException {
        StringBuilder prefixes = new StringBuilder();
        for (int i = 0; i < ROUTE_COUNT; i++) {
            prefixes.append("Prefix=/many/").append(i).append("/\n");
        }
        container.dropIn("echo.socket", "many", "[X-HTTP]\n" + prefixes);
        container.systemctl("reload", "usher");
        Wire.awaitStatus(container, "/many/3999/", 200);
        for (int i = 0; i < MANY; i++) {
            say(connect(), i % 2 == 0 ? ROUTES.getBytes(ISO_8859_1) : new byte[] {'{'});
        }
        requestsAreServed();
        usherctl("status"); // waits for its turn, which comes when those above are cut off
        container.removeDropIn("echo.socket", "many");
        container.systemctl("reload", "usher");
        Wire.awaitStatus(container, "/many/3999/", 404);
    }

    @Test
    void rootGetsThroughWhereOthersHaveTakenAllTheirPlaces() throws IOException {
        container.install("hold-control.py", "/opt/hold-control.py");
        try (Holder nobody = hold("nobody")) {
            assertEquals("answered 24 refused 16", nobody.held());
            Outcome refused = container.sh("setpriv --reuid=daemon --clear-groups usherctl status");
            assertEquals(3, refused.status(), refused.toString());
            assertTrue(refused.err().contains("too many clients"), refused.err());
            usherctl("status");
        }
    }

    /** A user who takes all the places that he can get; one at a time, so that what they get is known. */
    private Holder hold(String user) throws IOException {
        return new Holder(container.start(
                "setpriv",
                "--reuid=" + user,
                "--clear-groups",
                "python3",
                "/opt/hold-control.py",
                Integer.toString(MANY)));
    }

    private record Holder(Process process, String held) implements AutoCloseable {
        Holder(Process process) throws IOException {
            this(process, process.inputReader().readLine());
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            process.onExit().join();
        }
    }

    @Test
    void callThatComesOctetByOctetIsAnswered() throws IOException {
        SocketChannel client = connect();
        for (byte octet : ROUTES.getBytes(ISO_8859_1)) {
            say(client, new byte[] {octet});
        }
        client.shutdownOutput();
        assertTrue(rest(client).startsWith("{\"parameters\":{\"routes\":[{\"prefix\":\"/echo/\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--unit-path /opt/offline --reservations /opt/offline/reserved"})
    void tenThousandQuestionsTakeLessThanFiveSecondsOfAProcessor(String options) throws IOException {
        container.write("/opt/offline/echo.socket", "[Socket]\nListenDatagram=/run/e\n[X-HTTP]\nPrefix=/echo/\n");
        container.write("/opt/offline/reserved/r.conf", "[Reservation]\nPrefix=/echo/\nUnit=echo.socket\n");
        String questions = "yes \"$(printf 'localhost\\t127.0.0.1:80\\t/echo/x')\" | head -n 10000 >/tmp/questions";
        container.sh(questions).succeeded();
        String both = "usherctl explain " + options
                + " --json=short - </tmp/questions >/tmp/answers; times; wc -l </tmp/answers";
        List<String> printed =
                container.run("bash", "-c", both).succeeded().lines().toList();
        assertEquals("10000", printed.get(2).strip());
        assertEquals(
                "1", container.sh("sort -u /tmp/answers | wc -l").succeeded().strip());
        double seconds = 0;
        for (String time : printed.get(1).split(" ", -1)) {
            String[] parts = time.split("[ms]", -1);
            seconds += 60 * Double.parseDouble(parts[0]) + Double.parseDouble(parts[1]);
        }
        assertTrue(seconds < 5, printed.toString());
    }
}
