package org.usher.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;

/** Apps that are cold, dead, slow or rude: the client gets an answer or the end of its connection, and nothing hangs. */
class BackEndTroubleTest {
    private static final String GET = "GET /a/ HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String POST = "POST /a/ HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";

    @TempDir
    private Path directory = Path.of("/nowhere");

    @Test
    void aRequestWaitsForAnAppThatListensLater() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory);
                Socket client = relay.client()) {
            RelayTest.write(client.getOutputStream(), GET);
            relay.size();
            relay.app(RelayTest::echo);
            assertTrue(RelayFixture.exchange(client, "").startsWith("HTTP/1.1 200 OK\r\n"));
        }
    }

    @Test
    void anAppThatNeverListensIsOfflineAfterItsStartTimeout() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory)) {
            String answer = answer(relay, "300\n300000\nnone", POST);
            assertTrue(answer.startsWith("HTTP/1.1 503 Service Unavailable\r\n"), answer);
            assertTrue(answer.contains("503 AppOffline") && answer.contains("\r\nRetry-After: "), answer);
            assertTrue(answer.contains(" for 300 ms: no such file (ENOENT)"), answer);
        }
    }

    @Test
    void aTargetThatIsNoSocketIsRefusedAtOnce() throws IOException {
        Files.writeString(directory.resolve(RelayFixture.APP), "a file");
        try (RelayFixture relay = new RelayFixture(directory)) {
            String answer = relay.exchange(GET);
            assertTrue(answer.contains("502 BackendGone") && answer.contains("is not a socket"), answer);
        }
    }

    @Test
    void aTargetThatIsUshersOwnOrADatagramSocketIsRefusedAtOnce() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory)) {
            for (String path : new String[] {
                "/run/usher/control", directory.resolve("return").toString()
            }) {
                try (Socket client = relay.client(path + "\n" + RelayFixture.USUAL, RelayFixture.EVERYTHING)) {
                    String answer = RelayFixture.exchange(client, GET);
                    boolean saysWhy = answer.contains("a socket of usher's own") || answer.contains("no stream socket");
                    assertTrue(answer.startsWith("HTTP/1.1 502 Bad Gateway\r\n") && saysWhy, answer);
                }
            }
        }
    }

    @Test
    void aTargetThatMayNotBeReachedIsRefusedWithTheRemedy() throws IOException {
        for (int errno : new int[] {Errno.EACCES, Errno.EPERM, Errno.EAFNOSUPPORT}) {
            Kernel refusing = (Kernel) Proxy.newProxyInstance(
                    Kernel.class.getClassLoader(),
                    new Class<?>[] {Kernel.class},
                    (proxy, method, arguments) -> method.getName().equals("connect")
                            ? (Object) (-errno)
                            : method.invoke(Kernel.linux(), arguments));
            try (RelayFixture relay = new RelayFixture(directory, refusing)) {
                String path = relay.exchange(GET);
                String remedy = errno == Errno.EAFNOSUPPORT ? "usher-forward@NAME.socket" : "SocketGroup=usher-relay";
                assertTrue(path.contains("502 BackendGone") && path.contains(remedy), path);
                try (Socket client = relay.client(relay.ownPort(), RelayFixture.EVERYTHING)) {
                    String port = RelayFixture.exchange(client, GET);
                    assertTrue(port.contains("502 BackendGone") && !port.contains("SocketGroup"), port);
                    assertTrue(errno == Errno.EAFNOSUPPORT || port.contains("IPAddressAllow="), port);
                }
            }
        }
    }

    @Test
    void aPortWhoseQueueIsFullIsNotTakenForAConnection() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket one = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket two = new Socket(full.getInetAddress(), full.getLocalPort());
                RelayFixture relay = new RelayFixture(directory);
                Socket client = relay.client(
                        "127.0.0.1:" + full.getLocalPort() + "\n" + RelayFixture.USUAL, RelayFixture.EVERYTHING)) {
            assertTrue(one.isConnected() && two.isConnected());
            for (byte octet : POST.getBytes(ISO_8859_1)) { // each of them is an event while the connect is under way
                client.getOutputStream().write(octet);
            }
            relay.limit(Duration.ofSeconds(90), 300);
            String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
            assertTrue(answer.contains("503 AppOffline"), answer);
        }
    }

    @Test
    void aConnectionWithoutTargetIsRefusedWithTheReason() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory)) {
            for (String target : new String[] {null, "", "x\n1\n1\nnone", "/a\n1\n1\nelse", "1.2.3.4:0\n1\n1\nnone"}) {
                try (Socket client = relay.client(target, RelayFixture.EVERYTHING)) {
                    String answer = RelayFixture.exchange(client, GET);
                    assertTrue(answer.contains("502 BackendGone") && answer.contains("Forward="), answer);
                }
            }
        }
    }

    @Test
    void aTargetThatIsUshersOwnPortIsALoop() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory);
                Socket client = relay.client(relay.ownPort(), RelayFixture.EVERYTHING)) {
            RelayTest.write(client.getOutputStream(), GET);
            relay.dispatch(relay.ownPort(), RelayFixture.EVERYTHING); // the relay's own connection
            String answer = RelayFixture.exchange(client, "");
            assertTrue(answer.startsWith("HTTP/1.1 508 Loop Detected\r\n"), answer);
        }
    }

    @Test
    void anAppThatDiesBeforeItAnswersIsAskedOnceMoreIfThatIsHarmless() throws IOException {
        AtomicInteger connections = new AtomicInteger();
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
            Requests.head(in);
            if (connections.incrementAndGet() % 2 == 0) {
                RelayTest.answer(out, "second");
            }
        })) {
            assertTrue(relay.exchange(GET).endsWith("\r\n\r\nsecond"));
            connections.set(0);
            assertTrue(relay.exchange(POST).startsWith("HTTP/1.1 502 Bad Gateway\r\n"));
            assertEquals(1, connections.get());
        }
    }

    @Test
    void anAppThatDiesTwiceIsGone() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> Requests.head(in))) {
            String answer = relay.exchange(GET);
            assertTrue(answer.startsWith("HTTP/1.1 502 Bad Gateway\r\n") && answer.contains("BackendGone"), answer);
        }
    }

    @Test
    void anAppThatDiesAfterEachOctetOfItsAnswerIsNeverHeardTwice() throws IOException {
        String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        AtomicInteger octets = new AtomicInteger();
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
            Requests.head(in);
            RelayTest.write(out, answer.substring(0, octets.get()));
        })) {
            int head = answer.indexOf("\r\n\r\n") + 4;
            for (int cut = 1; cut <= answer.length(); cut++) {
                octets.set(cut);
                String got = relay.exchange(GET);
                if (cut < head) {
                    assertTrue(got.startsWith("HTTP/1.1 502 Bad Gateway\r\n"), cut + got);
                } else {
                    assertTrue(answer.startsWith(got) || got.isEmpty(), cut + got);
                }
            }
        }
    }

    @Test
    void anAppThatDoesNotAnswerTimesOut() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> in.readAllBytes())) {
            String answer = answer(relay, "1000\n300\nnone", GET);
            assertTrue(
                    answer.startsWith("HTTP/1.1 504 Gateway Timeout\r\n") && answer.contains("BackendTimeout"), answer);
        }
    }

    @Test
    void anAppThatAnswersNonsenseIsGone() throws IOException {
        for (String nonsense : new String[] {
            "SSH-2.0-OpenSSH\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
            "HTTP/1.1 200 OK\nA: b\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA: " + "b".repeat(70_000) + "\r\n\r\n"
        }) {
            try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
                Requests.head(in);
                RelayTest.write(out, nonsense);
                in.readAllBytes();
            })) {
                assertTrue(relay.exchange(GET).startsWith("HTTP/1.1 502 Bad Gateway\r\n"), nonsense);
            }
        }
    }

    @Test
    void whatAnAppSendsUnaskedIsNoAnswerToTheNextRequest() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
                    Requests.head(in);
                    RelayTest.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\n\r\nlie");
                    in.readAllBytes();
                });
                Socket client = relay.client()) {
            for (int i = 0; i < 3; i++) {
                RelayTest.write(client.getOutputStream(), GET);
                assertEquals("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n", Requests.head(client.getInputStream()));
                assertEquals('a', client.getInputStream().read());
            }
        }
    }

    @Test
    void anAnswerBeforeTheWholeBodyEndsTheConnection() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
                    Requests.head(in);
                    RelayTest.write(out, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                });
                Socket client = relay.client()) {
            RelayTest.write(
                    client.getOutputStream(), "POST /a/ HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nabc");
            assertEquals(
                    "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno",
                    new String(client.getInputStream().readAllBytes(), ISO_8859_1));
        }
    }

    @Test
    void aClientThatGoesAwayTakesTheAppsConnectionWithIt() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
            Requests.head(in);
            asked.incrementAndGet();
            in.read();
            ended.incrementAndGet();
        })) {
            Socket client = relay.client();
            RelayTest.write(client.getOutputStream(), GET);
            while (asked.get() == 0) {
                Thread.onSpinWait();
            }
            client.setSoLinger(true, 0);
            client.close();
            while (ended.get() == 0 || relay.size() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static String answer(RelayFixture relay, String settings, String request) throws IOException {
        try (Socket client = relay.client(relay.target(settings), RelayFixture.EVERYTHING)) {
            RelayTest.write(client.getOutputStream(), request);
            return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
