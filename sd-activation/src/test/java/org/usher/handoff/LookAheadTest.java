package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.posix.FdMessage;
import org.usher.posix.NativeMemory;
import org.usher.posix.OpenFds;
import org.usher.posix.SocketOption;

@ExtendWith(OpenFds.class)
class LookAheadTest {
    private static final String FIRST = "POST /wiki/ HTTP/1.1\r\nHost: wiki.example\r\nContent-Length: 4\r\n\r\n";
    private static final String SECOND = "GET /wiki/b HTTP/1.1\r\nHost: wiki.example\r\n\r\n";
    private static final String OTHER_HOST = "POST / HTTP/1.1\r\nHost: mail.example\r\nContent-Length: 4\r\n\r\nmail";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final TestDispatcher dispatcher;
    private final HandoffListener listener;
    private final SocketChannel client;

    LookAheadTest(@TempDir Path directory) throws IOException {
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

    /** Reads the first request, of which other apps have read {@code unread} octets already. */
    private LookAhead afterFirst(HandedConnection connection) throws IOException {
        LookAhead requests = connection.lookAhead();
        assertEquals(FIRST, text(requests.readHead()));
        assertEquals("body", text(connection.input().readNBytes(4)));
        return requests;
    }

    private HandedConnection receive(String unread, String inSocket) throws IOException {
        send(inSocket);
        dispatcher.handOver(unread);
        return listener.accept();
    }

    @Test
    void aRequestForAnotherHostGoesBackWhole() throws Exception {
        HandedConnection connection = receive("", FIRST + "body" + OTHER_HOST);
        assertEquals(Verdict.HAND_BACK, afterFirst(connection).await(PATIENCE));
        assertTrue(connection.handBack(true));

        FdMessage message = dispatcher.returned();
        assertInstanceOf(DecodedMessage.Complete.class, HandoffDecoder.decode(message.payload()));
        assertEquals(0, message.payload().remaining(), "nothing was read");
        NativeMemory octets = NativeMemory.allocate(1024);
        byte[] waiting = new byte[dispatcher.kernel.receive(message.fd(0), octets, 0, octets.size())];
        octets.copyTo(waiting, 0, waiting.length);
        assertEquals(OTHER_HOST, text(waiting));
        assertEquals(1, dispatcher.kernel.option(message.fd(0), SocketOption.SO_RCVLOWAT));
        dispatcher.kernel.close(message.fd(0));
    }

    @Test
    void requestsOfOnesOwnAreReadOneByOne() throws Exception {
        try (HandedConnection connection = receive("", FIRST + "body" + SECOND + SECOND)) {
            LookAhead requests = afterFirst(connection);
            for (int i = 0; i < 2; i++) {
                assertEquals(Verdict.MINE, requests.await(PATIENCE));
                assertEquals(SECOND, text(requests.readHead()));
            }
            assertEquals(Verdict.INCOMPLETE, requests.look());
            assertEquals(0, requests.readHead().length);
        }
    }

    @Test
    void octetsThatOtherAppsHaveReadComeFirst() throws Exception {
        String all = FIRST + "body" + SECOND;
        try (HandedConnection connection =
                receive(all.substring(0, all.length() - 9), all.substring(all.length() - 9))) {
            LookAhead requests = afterFirst(connection);
            assertEquals(Verdict.MINE, requests.await(PATIENCE));
            assertEquals(SECOND, text(requests.readHead()));
        }
    }

    /** No Selector tells of them. */
    @Test
    void octetsOfAnotherAppsRequestThatWereReadAreReadyToGoBack() throws Exception {
        try (HandedConnection connection = receive(FIRST + "body" + OTHER_HOST, "")) {
            RequestReader requests = connection.requestReader();
            assertTrue(requests.isReady());
            assertEquals(FIRST, text(requests.readHead()));
            assertEquals(4, requests.readContent(ByteBuffer.allocate(9)));
            assertTrue(requests.isReady());
            assertEquals(Verdict.HAND_BACK, requests.look());
        }
    }

    /** A kept connection is mostly silent behind a request: the socket then says by itself when there is more. */
    @Test
    void aSocketThatWasEmptyBehindARequestIsNotAskedAgainAtOnce() throws Exception {
        try (HandedConnection connection = receive("", FIRST + "body")) {
            RequestReader requests = connection.requestReader();
            assertTrue(requests.isFirstHere());
            assertEquals(Verdict.MINE, requests.look());
            assertFalse(requests.isFirstHere());
            readWhole(requests);
            send(SECOND + SECOND);
            assertEquals(Verdict.INCOMPLETE, requests.look());
            assertEquals(Verdict.MINE, requests.look());
            readWhole(requests);
            assertEquals(Verdict.MINE, requests.look(), "one was there behind it");
        }
    }

    private static void readWhole(RequestReader requests) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(1024);
        while (!requests.isBetween()) {
            requests.read(octets);
        }
    }

    @Test
    void aHeadInPiecesIsWaitedForInSleep() throws Exception {
        try (HandedConnection connection = receive("", FIRST + "body" + SECOND.substring(0, 9));
                Selector selector = Selector.open()) {
            LookAhead requests = afterFirst(connection);
            assertEquals(Verdict.INCOMPLETE, requests.look());
            connection.channel().configureBlocking(false);
            connection.channel().register(selector, SelectionKey.OP_READ);
            assertEquals(0, selector.select(50), "what has been seen is not reported again");
            send(SECOND.substring(9, 12));
            assertEquals(1, selector.select(PATIENCE.toMillis()));
            CompletableFuture<Verdict> verdict = CompletableFuture.supplyAsync(() -> requests.await(PATIENCE));
            send(SECOND.substring(12));
            assertEquals(Verdict.MINE, verdict.get());
            connection.channel().keyFor(selector).cancel();
            selector.selectNow();
            connection.channel().configureBlocking(true);
            assertEquals(SECOND, text(requests.readHead()));
            send("x");
            assertEquals(1, connection.input().readNBytes(1).length, "a single octet is enough again");
        }
    }

    @Test
    void aClientThatHasEndedIsWaitedForNoLonger() throws Exception {
        try (HandedConnection connection = receive("", FIRST + "body" + SECOND.substring(0, 9))) {
            LookAhead requests = afterFirst(connection);
            client.shutdownOutput();
            assertEquals(Verdict.CLOSE, requests.await(PATIENCE));
        }
    }

    @Test
    void aRequestThatIsWholeIsDecidedAlthoughItsClientHasEnded() throws Exception {
        try (HandedConnection connection = receive("", FIRST + "body" + SECOND)) {
            client.shutdownOutput();
            LookAhead requests = afterFirst(connection);
            assertEquals(Verdict.MINE, requests.await(PATIENCE));
            requests.readHead();
            assertEquals(Verdict.CLOSE, requests.await(PATIENCE));
        }
    }

    @Test
    void aClientThatSendsNothingIsNotWaitedForForEver() throws Exception {
        try (HandedConnection connection = receive("", FIRST + "body")) {
            assertEquals(Verdict.CLOSE, afterFirst(connection).await(SHORT));
        }
    }

    @Test
    void aHeadThatIsTooLongIsTheDispatchersToRefuse() throws Exception {
        try (HandedConnection connection = receive("", FIRST + "body")) {
            LookAhead requests = afterFirst(connection);
            send(SECOND.replace("\r\n\r\n", "\r\nX: " + "x".repeat(33_000)));
            assertEquals(Verdict.HAND_BACK, requests.await(PATIENCE));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "plain                   | GET /wiki/ HTTP/1.1~Host: wiki.example~~            | MINE",
                "empty line first        | ~GET /wiki/ HTTP/1.1~Host: wiki.example~~           | MINE",
                "no blank, tab behind    | GET /wiki/ HTTP/1.0~hOST:wiki.example^~~            | MINE",
                "no Host                 | GET /wiki/ HTTP/1.1~X: wiki.example~~               | HAND_BACK",
                "two equal Hosts         | GET /wiki/ HTTP/1.1~Host: wiki.example~Host: wiki.example~~ | HAND_BACK",
                "blank before the colon  | GET /wiki/ HTTP/1.1~Host: wiki.example~Host : b~~   | HAND_BACK",
                "folded line             | GET /wiki/ HTTP/1.1~Host: wiki.example~ b~~         | HAND_BACK",
                "bare LF                 | GET /wiki/ HTTP/1.1~Host: wiki.example~X: y%Host: b~~ | HAND_BACK",
                "bare CR                 | GET /wiki/ HTTP/1.1~Host: wiki.example~X: y$Host: b~~ | HAND_BACK",
                "two blanks              | GET  /wiki/ HTTP/1.1~Host: wiki.example~~           | HAND_BACK",
                "tab                     | GET^/wiki/ HTTP/1.1~Host: wiki.example~~            | HAND_BACK",
                "line without a colon    | GET /wiki/ HTTP/1.1~Host: wiki.example~X~~          | HAND_BACK",
                "another version         | GET /wiki/ HTTP/2.0~Host: wiki.example~~            | HAND_BACK",
                "HTTP/2 preface          | PRI * HTTP/2.0~~SM~~                                | HAND_BACK",
            })
    void aHeadThatProgramsReadInTwoWaysIsNotOnesOwn(String name, String head, Verdict verdict) throws Exception {
        try (HandedConnection connection = receive("", FIRST + "body")) {
            LookAhead requests = afterFirst(connection);
            send(head.replace("~", "\r\n").replace('%', '\n').replace('$', '\r').replace('^', '\t'));
            assertEquals(verdict, requests.await(PATIENCE));
        }
    }

    private void send(String octets) throws IOException {
        for (ByteBuffer left = ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)); left.hasRemaining(); ) {
            client.write(left);
        }
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
