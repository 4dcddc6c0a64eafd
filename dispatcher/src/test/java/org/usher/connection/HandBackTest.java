package org.usher.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.connection.LoopFixture.must;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.handoff.ConnectionId;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;
import org.usher.route.App;

/** What the dispatcher makes of connections that apps hand back, and of what only looks like one. */
class HandBackTest {
    private static final String GET_WIKI = "GET /wiki/ HTTP/1.1\r\nHost: a.example\r\n\r\n";
    private static final String GET_BLOG = "GET /blog/ HTTP/1.1\r\nHost: a.example\r\n\r\n";

    @TempDir
    private Path directory;

    private final Kernel kernel = Kernel.linux();
    private LoopFixture fixture;
    private int wiki;
    private int blog;

    @BeforeEach
    void start() {
        fixture = new LoopFixture(directory, new Limits(Duration.ofMillis(300), 4096, 8, 8));
        wiki = fixture.app("wiki", "/wiki/");
        blog = fixture.app("blog", "/blog/");
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        fixture.close();
    }

    @Test
    void aConnectionComesBackWithTheNextRequestUnreadInItsSocket() throws Exception {
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            client.send(GET_BLOG);
            fixture.handBack(first.fd(), header(first, 0), "");
            Received second = fixture.receive(blog);
            assertEquals(GET_BLOG, second.readNow());
            assertEquals("", second.unread());
            assertEquals(first.header().id(), second.header().id());
            assertEquals("/blog/", second.header().prefix());
            assertEquals(1, second.header().hops());
            assertEquals(client.port(), second.header().endpoints().client().getPort());
            second.answerAndClose("answer");
            assertEquals("answer", client.readAll());
        }
    }

    @Test
    void octetsThatTheAppHasReadComeBeforeThoseInTheSocket() throws Exception {
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            fixture.handBack(first.fd(), header(first, 0), GET_BLOG.substring(0, 9));
            client.send(GET_BLOG.substring(9));
            Received second = fixture.receive(blog);
            assertEquals(GET_BLOG.substring(0, 9), second.unread());
            assertEquals(GET_BLOG.substring(9), second.readNow());
            second.close();
        }
    }

    @Test
    void aHeadThatTheAppHasReadWholeIsRoutedAtOnce() throws Exception {
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            fixture.handBack(first.fd(), header(first, 0), GET_BLOG);
            Received second = fixture.receive(blog);
            assertEquals(GET_BLOG, second.unread());
            second.close();
        }
    }

    @Test
    void aRequestThatItsAppHandsBackUnansweredIsALoop() throws Exception {
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            Received first = fixture.receive(wiki);
            fixture.handBack(first.fd(), header(first, first.header().hops()), "");
            assertTrue(client.readAll().startsWith("HTTP/1.1 508 "));
        }
    }

    @Test
    void aRequestThatWasHandedOffFourTimesIsALoopWhereverItGoes() throws Exception {
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            client.send(GET_BLOG);
            fixture.handBack(first.fd(), header(first, 4), "");
            assertTrue(client.readAll().startsWith("HTTP/1.1 508 "));
        }
    }

    @Test
    void aConnectionThatComesBackWithoutARequestIsClosedWithoutAWord() throws Exception {
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            fixture.handBack(first.fd(), header(first, 0), "");
            assertEquals("", client.readAll());
        }
    }

    @Test
    void anAppThatTakesNoUnreadOctetsGetsNoConnectionWithThem() throws Exception {
        fixture.add(app("plain", false, false), "/plain/");
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            fixture.handBack(first.fd(), header(first, 0), "GET /plain/ HTTP/1.1\r\nHost: a.example\r\n\r\n");
            assertEquals("", client.readAll());
            assertEquals("gone", fixture.nextEvent());
        }
    }

    @Test
    void anIsolatedAppGetsNoConnectionThatAnotherHasHeld() throws Exception {
        fixture.add(app("alone", true, true), "/alone/");
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            fixture.handBack(first.fd(), header(first, 0), "GET /alone/ HTTP/1.1\r\nHost: a.example\r\n\r\n");
            assertEquals("", client.readAll());
            assertEquals("gone", fixture.nextEvent());
        }
    }

    @Test
    void optionsThatTheAppHasSetDoNotTravelOn() throws Exception {
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            int fd = first.fd();
            NativeMemory longLinger = NativeMemory.allocate(8);
            longLinger.bytes().putInt(0, 1).putInt(4, 60);
            must(kernel.setOption(fd, SocketOption.SO_LINGER, longLinger));
            must(kernel.setOption(fd, SocketOption.SO_OOBINLINE, 1));
            must(kernel.setOption(fd, SocketOption.SO_RCVLOWAT, 100));
            must(kernel.setOption(fd, SocketOption.TCP_CORK, 1));
            must(kernel.setOption(fd, SocketOption.TCP_USER_TIMEOUT, 1));
            must(kernel.fcntl(fd, Fcntl.F_SETFL, Fcntl.O_NONBLOCK));
            client.send(GET_BLOG);
            fixture.handBack(fd, header(first, 0), "");

            Received second = fixture.receive(blog);
            assertEquals(8, kernel.option(second.fd(), SocketOption.SO_LINGER, longLinger));
            assertEquals(0, longLinger.bytes().getInt(0));
            assertEquals(0, kernel.option(second.fd(), SocketOption.SO_OOBINLINE));
            assertEquals(1, kernel.option(second.fd(), SocketOption.SO_RCVLOWAT));
            assertEquals(0, kernel.option(second.fd(), SocketOption.TCP_CORK));
            assertEquals(0, kernel.option(second.fd(), SocketOption.TCP_USER_TIMEOUT));
            assertEquals(0, kernel.fcntl(second.fd(), Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK);
            second.close();
        }
    }

    /** With SO_PEEK_OFF a peek would see the second line of this text, and the next app the first. */
    @Test
    void aPeekOffsetThatTheAppHasSetDoesNotMakeUsSeeAnotherRequest() throws Exception {
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            int result = kernel.setOption(first.fd(), SocketOption.SO_PEEK_OFF, GET_BLOG.length());
            client.send(GET_BLOG + GET_WIKI);
            fixture.handBack(first.fd(), header(first, 0), "");
            Received second = fixture.receive(blog);
            assertEquals(GET_BLOG + GET_WIKI, second.readNow());
            assertTrue(result == 0 || result == -95, "TCP knows the option since Linux 6.9");
            second.close();
        }
    }

    @Test
    void halfANextHeadHasItsTimeAlthoughAnAppHasReadIt() throws Exception {
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            fixture.handBack(first.fd(), header(first, 0), GET_BLOG.substring(0, 9));
            assertTrue(client.readAll().startsWith("HTTP/1.1 408 "));
            assertEquals("refused HeadTimeout", fixture.nextEvent());
        }
    }

    @Test
    void aClientThatHasEndedIsServedWhileOctetsAreLeft() throws Exception {
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            client.send(GET_BLOG).shutdownOutput();
            fixture.handBack(first.fd(), header(first, 0), "");
            Received second = fixture.receive(blog);
            assertEquals(GET_BLOG, second.readNow());
            second.answerAndClose("answer");
            assertEquals("answer", client.readAll());
        }
    }

    @Test
    void aClientThatHasEndedIsServedIfTheAppHasReadItsRequest() throws Exception {
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            client.shutdownOutput();
            fixture.handBack(first.fd(), header(first, 0), GET_BLOG);
            Received second = fixture.receive(blog);
            assertEquals(GET_BLOG, second.unread());
            second.answerAndClose("answer");
            assertEquals("answer", client.readAll());
        }
    }

    @Test
    void asManyUnreadOctetsTravelAsAMessageMayHold() throws Exception {
        String body = "x".repeat(60_000 - GET_BLOG.length());
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            client.send("the rest");
            fixture.handBack(first.fd(), header(first, 0), GET_BLOG + body);
            Received second = fixture.receive(blog);
            assertEquals(GET_BLOG + body, second.unread());
            assertEquals("the rest", second.readNow());
            second.close();
        }
    }

    @Test
    void aHeadOfWhichTheAppHasReadTooMuchIsTooLarge() throws Exception {
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            fixture.handBack(first.fd(), header(first, 0), GET_BLOG.replace("\r\n\r\n", "\r\nX: " + "x".repeat(4096)));
            assertTrue(client.readAll().startsWith("HTTP/1.1 431 "));
        }
    }

    @Test
    void aConnectionWithAnotherOnesIdIsNotTakenBack() throws Exception {
        try (Client client = fixture.connect();
                Client other = fixture.connect()) {
            Received first = firstRequestOf(client);
            Received second = firstRequestOf(other);
            fixture.handBack(first.fd(), header(second, 0), GET_BLOG);
            assertEquals("", client.readAll());
            assertEquals("bad return: not a connection that was handed out with this UNIQUE_ID", fixture.nextEvent());
            second.close();
        }
    }

    @Test
    void whatIsNoConnectionIsNotTakenBack() throws Exception {
        byte[] header = forged();
        fixture.handBack(must(kernel.eventFd()), header, "");
        assertEquals("bad return: not a TCP socket", fixture.nextEvent());
        fixture.handBack(must(kernel.socket(SocketType.AF_INET, SocketType.SOCK_DGRAM)), header, "");
        assertEquals("bad return: not a TCP socket", fixture.nextEvent());
        fixture.handBack(must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_STREAM)), header, "");
        assertEquals("bad return: not a TCP socket", fixture.nextEvent());
        int listener = must(kernel.socket(SocketType.AF_INET, SocketType.SOCK_STREAM));
        must(kernel.listen(listener, 1));
        fixture.handBack(listener, header, "");
        assertEquals("bad return: not an open connection", fixture.nextEvent());
        fixture.handBack(must(kernel.socket(SocketType.AF_INET, SocketType.SOCK_STREAM)), header, "");
        assertEquals("bad return: not an open connection", fixture.nextEvent());
    }

    @Test
    void aMessageThatIsNoneOfOursIsDroppedWithItsFd() throws Exception {
        try (Client client = fixture.connect()) {
            Received first = firstRequestOf(client);
            fixture.handBack(first.fd(), "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII), "");
            assertTrue(fixture.nextEvent().startsWith("bad return: "));
            assertEquals("", client.readAll());
        }
    }

    @Test
    void aConnectionThatTheClientHasLeftIsNotTakenBack() throws Exception {
        Received first;
        try (Client client = fixture.connect()) {
            first = firstRequestOf(client);
        }
        fixture.handBack(first.fd(), header(first, 0), "");
        assertEquals("bad return: not an open connection", fixture.nextEvent());
    }

    /** Has the wiki receive, read and answer the first request of {@code client}, and swallows the event of it. */
    private Received firstRequestOf(Client client) throws Exception {
        client.send(GET_WIKI);
        Received received = fixture.receive(wiki);
        assertEquals(GET_WIKI, received.readNow());
        assertEquals("handed off wiki.socket", fixture.nextEvent());
        return received;
    }

    private App app(String name, boolean unread, boolean isolate) {
        return new App(
                name + ".socket",
                App.Mode.HANDOFF,
                directory.resolve(name),
                Duration.ofSeconds(30),
                16,
                unread,
                isolate);
    }

    private static byte[] header(Received received, int hops) {
        HandoffHeader came = received.header();
        return octets(new HandoffHeader(null, came.id(), came.prefix(), hops, null, null));
    }

    private static byte[] forged() {
        return octets(new HandoffHeader(null, ConnectionId.of(new byte[16]), "/wiki/", 0, null, null));
    }

    private static byte[] octets(HandoffHeader header) {
        ByteBuffer into = ByteBuffer.allocate(HandoffHeader.HEADER_SIZE_MAX);
        HandoffEncoder.encode(into, header);
        return Arrays.copyOf(into.array(), into.position());
    }
}
