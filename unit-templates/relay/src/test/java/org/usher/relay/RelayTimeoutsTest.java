package org.usher.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.reception.ReceivedClient;

/** Each time that a relay gives, shortened: what is late costs its own connection, and all that belongs to it. */
class RelayTimeoutsTest {
    private static final String GET = "GET /a/ HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String UPGRADE = "GET /a/ HTTP/1.1\r\nHost: h\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n";
    private static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n";

    /** How long the usual app may send nothing. */
    private static final Duration RESPONSE = Duration.ofMinutes(5);

    @TempDir
    private Path directory = Path.of("/nowhere");

    @Test
    void aClientThatIsSilentBetweenTwoRequestsIsLetGo() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app(RelayTest::echo)) {
            try (Socket client = relay.client()) {
                RelayTest.write(client.getOutputStream(), GET);
                InputStream in = client.getInputStream();
                String head = Requests.head(in);
                assertTrue(head.startsWith("HTTP/1.1 200 OK\r\n"), head);
                Requests.body(head, in);
                relay.limit(Relay.IDLE, 200);
                assertEquals(-1, in.read());
            }
        }
    }

    @Test
    void aHeadThatStaysHalfIsLetGo() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory)) {
            try (Socket client = relay.client()) {
                RelayTest.write(client.getOutputStream(), "GET /a/ HTTP/1.1\r\nHo");
                relay.limit(Relay.IDLE, 200);
                assertEndsOrIsReset(client);
            }
        }
    }

    @Test
    void aTunnelThatIsSilentEndsAndOneInUseDoesNot() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
            Requests.head(in);
            RelayTest.write(out, SWITCHED);
            in.transferTo(out);
        })) {
            try (Socket client = relay.client()) {
                RelayTest.write(client.getOutputStream(), UPGRADE);
                InputStream in = client.getInputStream();
                Requests.head(in);
                for (int i = 0; i < 5; i++) {
                    client.getOutputStream().write('x');
                    assertEquals('x', in.read());
                    relay.expire(Relay.TUNNEL_IDLE);
                }
                relay.limit(Relay.TUNNEL_IDLE, 200);
                assertEquals(-1, in.read());
            }
        }
    }

    @Test
    void aClientThatDoesNotEndAfterTheLastAnswerIsListenedToOnlyForAWhile() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory);
                Socket client = relay.client()) {
            relay.limit(ReceivedClient.LINGER, 100);
            RelayTest.write(client.getOutputStream(), "nonsense\r\n\r\n");
            String all = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
            assertTrue(all.startsWith("HTTP/1.1 400 Bad Request\r\n"), all);
            while (relay.size() > 0) { // or the test times out
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void anAnswerThatStopsInTheMiddleEndsTheConnection() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
                    Requests.head(in);
                    RelayTest.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
                    in.readAllBytes();
                });
                Socket client = relay.client()) {
            RelayTest.write(client.getOutputStream(), GET);
            InputStream in = client.getInputStream();
            assertEquals("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", Requests.head(in));
            assertEquals("half", new String(in.readNBytes(4), ISO_8859_1));
            relay.limit(RESPONSE, 200);
            assertEquals(-1, in.read());
        }
    }

    @Test
    void anAnswerThatGoesOnSlowlyIsWaitedFor() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
                    Requests.head(in);
                    RelayTest.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n");
                    for (int i = 0; i < 8; i++) {
                        in.read(); // the client's next octet
                        out.write('x');
                    }
                });
                Socket client = relay.client()) {
            RelayTest.write(client.getOutputStream(), "POST /a/ HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\n");
            Requests.head(client.getInputStream());
            for (int i = 0; i < 8; i++) {
                relay.expire(RESPONSE);
                client.getOutputStream().write('x');
                assertEquals('x', client.getInputStream().read());
            }
        }
    }

    @Test
    void aStopEndsWhatTakesTooLong() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
                    Requests.head(in);
                    asked.countDown();
                    in.readAllBytes();
                });
                Socket client = relay.client()) {
            relay.limit(Relay.DRAIN, 200);
            RelayTest.write(client.getOutputStream(), GET);
            await(asked);
            relay.stop();
            assertEquals(1, relay.sizeWhenStopped());
        }
    }

    @Test
    void aClientThatEndsInTheMiddleOfABodyIsSeenToByTheApp() throws IOException {
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
            Requests.head(in);
            RelayTest.answer(out, in.readAllBytes().length + " octets");
        })) {
            String answer = relay.exchange("POST /a/ HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf");
            assertTrue(answer.endsWith("\r\n\r\n4 octets"), answer);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void assertEndsOrIsReset(Socket client) {
        try {
            assertEquals(-1, client.getInputStream().read());
        } catch (IOException reset) {
            // what it sent was not read
        }
    }
}
