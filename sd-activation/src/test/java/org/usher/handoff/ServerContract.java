package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.handoff.Exchange.body;
import static org.usher.handoff.Exchange.get;
import static org.usher.handoff.Exchange.send;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.handoff.RequestSequence.Answer;

/**
 * What holds for every server that gets its connections from usher, whatever its adapter: a test class of each adapter
 * extends this. The server runs three times, beside itself.
 */
public abstract class ServerContract {
    /** What an answer or a stop may take on a busy machine; a stop that waits for what does not end takes 30 s. */
    protected static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int SEQUENCES = Integer.getInteger("usher.sequences", 10_000); // fewer, if others run all
    private static final int FEW_SEQUENCES = 2_000;
    private static final int RESTARTS = 100;

    private final Map<String, TestApp> apps = new LinkedHashMap<>();
    private final Map<String, AutoCloseable> servers = new LinkedHashMap<>();
    private final ThreeApps front;
    private CompletableFuture<Void> restart = CompletableFuture.completedFuture(null);

    protected ServerContract(@TempDir Path directory) {
        front = new ThreeApps(directory);
    }

    /** Starts a server that answers with {@code app}; closing it stops it gracefully. */
    protected abstract AutoCloseable start(ConnectionSource source, TestApp app) throws Exception;

    private void startApps() throws Exception {
        for (String name : ThreeApps.PREFIXES.keySet()) {
            apps.put(name, new TestApp(name));
            start(name);
        }
    }

    private void start(String name) throws Exception {
        servers.put(name, start(new ConnectionSource.HandedOff(front.listens(name)), apps.get(name)));
    }

    @AfterEach
    void stop() throws Exception {
        restart.get();
        for (AutoCloseable server : servers.values()) {
            server.close();
        }
        front.close();
        assertEquals(List.of(), List.copyOf(front.complaints));
    }

    @Test
    void everyRequestIsAnsweredByItsAppAndInOrder() throws Exception {
        startApps();
        int requests = RequestSequence.runMany(front, sequence -> sequence < SEQUENCES);
        assertEquals(SEQUENCES + front.handBacks.get(), front.handoffs.get());
        assertTrue(front.handoffs.get() < requests, "further requests of its own are the app's");
    }

    /** Some of the octets of a head may have been read by apps that had the connection before. */
    @Test
    void octetsThatOtherAppsHaveReadComeFirst() throws Exception {
        front.readsAhead = true;
        startApps();
        RequestSequence.runMany(front, sequence -> sequence < FEW_SEQUENCES);
    }

    @Test
    void aServerThatRestartsUnderLoadLosesNothing() throws Exception {
        startApps();
        AtomicBoolean isRestarting = new AtomicBoolean(true);
        CompletableFuture<Integer> load =
                CompletableFuture.supplyAsync(() -> RequestSequence.runMany(front, sequence -> isRestarting.get()));
        for (int i = 0; i < RESTARTS && !load.isDone(); i++) {
            restart(List.copyOf(apps.keySet()).get(i % apps.size()));
        }
        isRestarting.set(false);
        load.get();
    }

    @Test
    void theAppSeesTheClientsAddress() throws Exception {
        startApps();
        try (Socket client = front.connect()) {
            send(client, get("/one/client"));
            assertEquals("one GET /one/client 0 1\n http://127.0.0.1:" + client.getLocalPort(), body(client));
        }
    }

    @Test
    void theAppKnowsThatABalancerHasEndedTls() throws Exception {
        front.tls = HandoffVectorsTest.TLS;
        startApps();
        try (Socket client = front.connect()) {
            for (int i = 0; i < 2; i++) {
                send(client, get("/one/client"));
                assertEquals("one GET /one/client 0 1\n https://127.0.0.1:" + client.getLocalPort(), body(client));
            }
        }
    }

    @Test
    void aClientThatHasEndedItsSideGetsAllAnswers() throws Exception {
        startApps();
        try (Socket client = front.connect()) {
            send(client, get("/one/a") + get("/two/b"));
            client.shutdownOutput();
            assertEquals("one GET /one/a 0 1\n", body(client));
            assertEquals("two GET /two/b 0 1\n", body(client));
            assertEquals(-1, client.getInputStream().read());
        }
    }

    @Test
    void aConnectionEndsWhereItsClientSaysSo() throws Exception {
        startApps();
        try (Socket client = front.connect()) {
            send(client, get("/one/a", "Connection: close") + get("/two/b"));
            assertEquals("one GET /one/a 0 1\n", body(client));
            assertEquals(-1, client.getInputStream().read());
        }
        assertEquals(0, front.handBacks.get());
    }

    /** SCOPE CLOSE: there is no further request. */
    @Test
    void aConnectionForOneRequestSaysSo() throws Exception {
        front.scope = Scope.CLOSE;
        startApps();
        try (Socket client = front.connect()) {
            send(client, get("/one/a") + get("/one/b"));
            Answer answer = Answer.read(client.getInputStream(), "GET");
            assertTrue(answer.says("Connection: close"), answer.toString());
            assertEquals("one GET /one/a 0 1\n", answer.body());
            assertEquals(-1, client.getInputStream().read());
        }
    }

    /** SCOPE FIRST: none of the further requests is the app's by itself. */
    @Test
    void everyFurtherRequestGoesBackWhereTheScopeSaysSo() throws Exception {
        front.scope = Scope.of(Scope.Kind.FIRST, 10);
        startApps();
        try (Socket client = front.connect()) {
            send(client, get("/one/a") + get("/one/b"));
            Answer.read(client.getInputStream(), "GET");
            assertEquals("one GET /one/b 0 1\n", body(client));
        }
        assertEquals(1, front.handBacks.get());
    }

    @Test
    void aRequestThatProgramsReadInTwoWaysIsNotServedTwice() throws Exception {
        startApps();
        try (Socket client = front.connect()) {
            String both = get("/one/a", "Content-Length: 6", "Transfer-Encoding: chunked");
            send(client, both.replace("GET", "POST") + "0\r\n\r\n" + get("/one/smuggled"));
            String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(!all.contains("smuggled"), all);
        } catch (IOException ignored) { // a reset: closed without an answer, which is as well
        }
    }

    @Test
    void idleConnectionsGoBackWhenTheServerStops() throws Exception {
        startApps();
        try (Socket client = front.connect()) {
            send(client, get("/one/a"));
            Answer.read(client.getInputStream(), "GET");
            servers.remove("one").close();
            send(client, get("/two/b"));
            assertEquals("two GET /two/b 0 1\n", body(client));
        }
    }

    @Test
    void aRequestThatRunsIsAnsweredWhenTheServerStops() throws Exception {
        startApps();
        try (Socket client = front.connect()) {
            send(client, get("/one/slow"));
            apps.get("one").awaitSlowRequest();
            CompletableFuture<Void> stopped = closing(servers.remove("one"));
            apps.get("one").letGo();
            assertEquals("one GET /one/slow 0 1\n", body(client));
            stopped.get();
        }
    }

    @Test
    void theSameServerAcceptsFromASocketOfItsOwn() throws Exception {
        ServerSocketChannel port =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        InetSocketAddress address = (InetSocketAddress) port.getLocalAddress();
        servers.put("plain", start(new ConnectionSource.Accepted(port), new TestApp("plain")));
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            send(client, get("/any/client") + get("/other"));
            assertEquals("plain GET /any/client 0 1\n http://127.0.0.1:" + client.getLocalPort(), body(client));
            assertEquals("plain GET /other 0 1\n", body(client));
        }
    }

    /** Starts the servers and returns the URL of the app with this name, which {@link #beginRestart} restarts. */
    protected URI startedAt(String name) throws Exception {
        if (servers.isEmpty()) {
            startApps();
        }
        try (Socket client = front.connect()) {
            return URI.create("http://127.0.0.1:" + client.getPort() + ThreeApps.PREFIXES.get(name));
        }
    }

    /** As {@code systemctl restart --no-block}: what runs may take its time. */
    protected void beginRestart(String name) {
        restart = CompletableFuture.runAsync(() -> restart(name));
    }

    private void restart(String name) {
        try {
            servers.get(name).close();
            start(name);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Opens a WebSocket at a target that echoes text, and says texts that look like requests of others. */
    protected void exchangeByWebSocket(String target) throws Exception {
        startApps();
        try (Socket client = front.connect()) {
            send(
                    client,
                    get(
                            target,
                            "Connection: Upgrade",
                            "Upgrade: websocket",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
            assertEquals("101", Answer.read(client.getInputStream(), "GET").status());
            for (String text : List.of("hello", get("/two/"), "bye")) {
                client.getOutputStream().write(new byte[] {(byte) 0x81, (byte) (0x80 + text.length()), 0, 0, 0, 0});
                send(client, text);
                byte[] frame = client.getInputStream().readNBytes(2 + text.length());
                assertEquals(text, new String(frame, 2, text.length(), StandardCharsets.ISO_8859_1));
            }
        }
        assertEquals(0, front.handBacks.get());
    }

    /** Asks for a target whose request is answered before its body has come, and goes on with another app's and a stop. */
    protected void exchangeWithEarlyAnswers(String target) throws Exception {
        startApps();
        String head = get(target, "Content-Length: 5").replace("GET", "POST");
        try (Socket client = front.connect()) {
            for (int i = 0; i < 2; i++) {
                send(client, head);
                assertEquals("200", Answer.read(client.getInputStream(), "POST").status());
                send(client, "hello" + get("/two/b"));
                assertEquals("two GET /two/b 0 1\n", body(client));
            }
            send(client, head);
            assertEquals("200", Answer.read(client.getInputStream(), "POST").status());
            CompletableFuture<Void> stopped = closing(servers.remove("one"));
            send(client, "hello");
            stopped.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static CompletableFuture<Void> closing(AutoCloseable server) {
        return CompletableFuture.runAsync(() -> {
            try {
                server.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }
}
