package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.posix.FdMessage;
import org.usher.posix.NativeMemory;
import org.usher.posix.OpenFds;

/** An app that is asked before another one: it answers what it has, and what it has not leaves it as it came. */
@ExtendWith(OpenFds.class)
class AnswersTest {
    private static final String HAS = "GET /wiki/a HTTP/1.1\r\nHost: wiki.example\r\n\r\n";
    private static final String HAS_NOT =
            "POST /wiki/a HTTP/1.1\r\nHost: wiki.example\r\nContent-Length: 4\r\n\r\nbody";

    private final TestDispatcher dispatcher;
    private final HandoffListener listener;
    private final SocketChannel client;

    AnswersTest(@TempDir Path directory) throws IOException {
        dispatcher = new TestDispatcher(directory);
        listener = dispatcher.appListens();
        client = dispatcher.connect();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        listener.close();
        dispatcher.close();
    }

    private HandedConnection receive(String unread, String inSocket) throws IOException {
        client.write(ByteBuffer.wrap(inSocket.getBytes(StandardCharsets.ISO_8859_1)));
        dispatcher.handOver(unread);
        return listener.accept();
    }

    private static RequestReader requests(HandedConnection connection) {
        return connection.requestReader(
                (from, method, target) -> from.equals(connection) && method.equals("GET") && target.equals("/wiki/a"));
    }

    /** Hands back what the reader has said of, and returns what is in the socket after. */
    private String passedOn(HandedConnection connection, RequestReader requests, String unread) {
        assertEquals(Verdict.HAND_BACK, requests.look());
        assertTrue(requests.passesOn());
        assertTrue(connection.handBack(!requests.passesOn()));
        FdMessage message = dispatcher.returned();
        DecodedMessage.Complete decoded = (DecodedMessage.Complete) HandoffDecoder.decode(message.payload());
        assertEquals(1, decoded.header().hops(), "the dispatcher is not to ask here again");
        assertEquals("/wiki/", decoded.header().prefix());
        byte[] read = new byte[message.payload().remaining()];
        message.payload().get(read);
        assertEquals(unread, new String(read, StandardCharsets.ISO_8859_1));
        NativeMemory octets = NativeMemory.allocate(1024);
        int count = dispatcher.kernel.receive(message.fd(0), octets, 0, octets.size());
        byte[] waiting = new byte[Math.max(0, count)];
        octets.copyTo(waiting, 0, waiting.length);
        dispatcher.kernel.close(message.fd(0));
        return new String(waiting, StandardCharsets.ISO_8859_1);
    }

    @Test
    void firstRequestWithoutAnAnswerIsPassedOnUnread() throws Exception {
        HandedConnection connection = receive("", HAS_NOT);
        assertEquals(HAS_NOT, passedOn(connection, requests(connection), ""));
    }

    @Test
    void furtherRequestWithoutAnAnswerIsPassedOnUnread() throws Exception {
        HandedConnection connection = receive("", HAS + HAS + HAS_NOT + HAS);
        RequestReader requests = requests(connection);
        for (int k = 0; k < 2; k++) {
            assertEquals(Verdict.MINE, requests.look());
            assertFalse(requests.passesOn());
            assertEquals(HAS, new String(requests.readHead(), StandardCharsets.ISO_8859_1));
        }
        assertEquals(HAS_NOT + HAS, passedOn(connection, requests, ""));
    }

    @Test
    void octetsThatOtherAppsHaveReadArePassedOn() throws Exception {
        HandedConnection connection = receive(HAS_NOT, "");
        RequestReader requests = requests(connection);
        assertTrue(requests.isReady(), "no Selector tells of them");
        assertEquals("", passedOn(connection, requests, HAS_NOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /wiki/a HTTP/1.1\r\nHost: wiki.example\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
                "GET  /wiki/a HTTP/1.1\r\nHost: wiki.example\r\n\r\n",
                "GET /wiki/a HTTP/1.1\r\nHost : wiki.example\r\n\r\n"
            })
    void whatIsNotClearOrUpgradesIsPassedOnUnasked(String request) throws Exception {
        HandedConnection connection = receive("", request);
        assertEquals(request, passedOn(connection, requests(connection), ""));
    }

    /** A request of another prefix is nobody's to pass on here: it is routed anew. */
    @Test
    void requestOfAnotherAppGoesBackAsEver() throws Exception {
        HandedConnection connection = receive("", HAS + HAS.replace("/wiki/", "/mail/"));
        RequestReader requests = requests(connection);
        assertEquals(Verdict.MINE, requests.look());
        requests.readHead();
        assertEquals(Verdict.HAND_BACK, requests.look());
        assertFalse(requests.passesOn());
        connection.close();
    }
}
