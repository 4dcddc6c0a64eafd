package org.usher.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.connection.LoopFixture.must;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.usher.handoff.ConnectionId;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;

/**
 * Messages on the return socket that are no connection of ours, a name a row. After each the innocent connection that an
 * app holds is handed back and served, and no fd is left.
 */
class BadReturnTest {
    private static final String GET_WIKI = "GET /wiki/ HTTP/1.1\r\nHost: a.example\r\n\r\n";
    private static final String GET_BLOG = "GET /blog/ HTTP/1.1\r\nHost: a.example\r\n\r\n";
    private static final String ONE_FD = "a message carries exactly one fd and at most 65536 octets";
    private static final String ID_AND_PREFIX = "a connection comes back with its UNIQUE_ID and PREFIX";
    private static final String NOT_TCP = "not a TCP socket";
    private static final String NOT_OPEN = "not an open connection";
    private static final String OTHER_ID = "not a connection that was handed out with this UNIQUE_ID";
    private static final String NOT_COVERED = "a connection to an address that no listener of ours covers";

    @TempDir
    private Path directory;

    private final Kernel kernel = Kernel.linux();
    private final ConnectionIds ids = ConnectionIds.withKey(new byte[ConnectionIds.KEY_SIZE]); // as the fixture's
    private final List<Integer> fds = new ArrayList<>();
    private final List<AutoCloseable> clients = new ArrayList<>();

    /** What one row does with the innocent connection at hand; returns what the kernel says to the message. */
    private interface Sending {
        int send(BadReturnTest test, LoopFixture fixture, Received innocent) throws Exception;
    }

    private record Row(String name, String problem, Sending sending) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        return Stream.concat(messages(), descriptors());
    }

    private static Stream<Row> messages() {
        return Stream.of(
                new Row("nothing at all", ONE_FD, (test, fixture, innocent) -> fixture.sendBack(new byte[0], "")),
                new Row(
                        "a good header without an fd",
                        ONE_FD,
                        (test, fixture, innocent) -> fixture.sendBack(header(innocent), "")),
                new Row(
                        "the connection twice",
                        ONE_FD,
                        (test, fixture, innocent) ->
                                fixture.sendBack(header(innocent), "", innocent.fd(), innocent.fd())),
                new Row("sixty fds", ONE_FD, (test, fixture, innocent) -> test.sendMany(fixture, innocent, 60)),
                new Row(
                        "as many fds as the kernel takes",
                        ONE_FD,
                        (test, fixture, innocent) -> test.sendMany(fixture, innocent, 253)),
                new Row(
                        "more octets than a message may have",
                        ONE_FD,
                        (test, fixture, innocent) ->
                                fixture.sendBack(header(innocent), "x".repeat(65_536), innocent.fd())),
                new Row(
                        "one unread octet too many",
                        "more than 60,000 unread octets",
                        (test, fixture, innocent) ->
                                fixture.sendBack(header(innocent), "x".repeat(60_001), innocent.fd())),
                new Row(
                        "a request in place of a header",
                        "no PROXY v2 signature",
                        (test, fixture, innocent) -> fixture.sendBack(new byte[0], GET_BLOG, innocent.fd())),
                new Row(
                        "half a header",
                        "a header length beyond the end of the message",
                        (test, fixture, innocent) ->
                                fixture.sendBack(Arrays.copyOf(header(innocent), 30), "", innocent.fd())),
                new Row(
                        "a header that says LOCAL",
                        ID_AND_PREFIX,
                        (test, fixture, innocent) ->
                                fixture.sendBack(with(header(innocent), 12, 0x20), "", innocent.fd())),
                new Row(
                        "no UNIQUE_ID",
                        ID_AND_PREFIX,
                        (test, fixture, innocent) -> fixture.sendBack(header(null, "/wiki/"), "", innocent.fd())),
                new Row(
                        "no PREFIX",
                        ID_AND_PREFIX,
                        (test, fixture, innocent) ->
                                fixture.sendBack(header(innocent.header().id(), null), "", innocent.fd())),
                new Row(
                        "the UNIQUE_ID of nobody",
                        OTHER_ID,
                        (test, fixture, innocent) ->
                                fixture.sendBack(header(ConnectionId.of(new byte[16]), "/wiki/"), "", innocent.fd())));
    }

    private static Stream<Row> descriptors() {
        return Stream.of(
                row("an event counter", NOT_TCP, test -> must(test.kernel.eventFd())),
                row("a poller", NOT_TCP, test -> must(test.kernel.epollCreate())),
                row("a UDP socket", NOT_TCP, test -> test.socket(SocketType.AF_INET, SocketType.SOCK_DGRAM)),
                row("a unix stream", NOT_TCP, test -> test.unixPair(SocketType.SOCK_STREAM)),
                row("a unix datagram socket", NOT_TCP, test -> test.unixPair(SocketType.SOCK_DGRAM)),
                row("a unix sequenced packet socket", NOT_TCP, test -> test.unixPair(SocketType.SOCK_SEQPACKET)),
                row(
                        "a TCP socket of no connection",
                        NOT_OPEN,
                        test -> test.socket(SocketType.AF_INET, SocketType.SOCK_STREAM)),
                row("a TCP listener", NOT_OPEN, BadReturnTest::listener),
                row("a connection to another port", NOT_COVERED, BadReturnTest::connectionToAnotherPort),
                new Row("the client's own end of a connection", NOT_COVERED, (test, fixture, innocent) -> {
                    int client = test.clientEnd(fixture.port());
                    return fixture.sendBack(test.headerOf(client), "", client);
                }),
                new Row("a connection whose client was reset", NOT_OPEN, (test, fixture, innocent) -> {
                    Received gone = test.secondConnection(fixture);
                    ((Client) test.clients.get(0)).reset();
                    return fixture.sendBack(header(gone), "", gone.fd());
                }),
                new Row("a connection of which nothing is left", NOT_OPEN, (test, fixture, innocent) -> {
                    Received ended = test.secondConnection(fixture);
                    ((Client) test.clients.get(0)).shutdownOutput();
                    return fixture.sendBack(header(ended), "", ended.fd());
                }));
    }

    /** What makes an fd to send. */
    private interface Making {
        int make(BadReturnTest test) throws Exception;
    }

    /** A row whose message is as good as it can be for whoever has the key, but for its fd. */
    private static Row row(String name, String problem, Making making) {
        return new Row(name, problem, (test, fixture, innocent) -> {
            int fd = making.make(test);
            test.fds.add(fd);
            return fixture.sendBack(test.headerOf(fd), "", fd);
        });
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isClosedAndNobodyElseNotices(Row row) throws Exception {
        LoopFixture fixture = new LoopFixture(directory, new Limits(Duration.ofSeconds(5), 4096, 8, 8));
        int wiki = fixture.app("wiki", "/wiki/");
        int blog = fixture.app("blog", "/blog/");
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            Received innocent = fixture.receive(wiki);
            innocent.readNow();
            awaitEvent(fixture, "handed off wiki.socket");
            must(row.sending().send(this, fixture, innocent));
            awaitEvent(fixture, "bad return: " + row.problem());

            client.send(GET_BLOG);
            fixture.handBack(innocent.fd(), header(innocent), "");
            Received next = fixture.receive(blog);
            assertEquals(GET_BLOG, next.readNow());
            next.close();
            assertEquals("", client.readAll());
        }
        fds.forEach(kernel::close);
        for (AutoCloseable other : clients) {
            other.close();
        }
        fixture.close();
    }

    @Test
    void fiveThousandMessagesOfRandomOctetsAreFiveThousandBadReturns() throws Exception {
        LoopFixture fixture = new LoopFixture(directory, Limits.DEFAULT);
        Random random = new Random(1);
        int stranger = must(kernel.eventFd());
        for (int i = 0; i < 5_000; i++) {
            byte[] octets = new byte[random.nextInt(300)];
            random.nextBytes(octets);
            int[] copies = new int[random.nextInt(4)];
            Arrays.fill(copies, stranger);
            while (fixture.sendBack(octets, "", copies) == -Errno.EAGAIN) {
                Thread.onSpinWait(); // the loop is behind
            }
            assertTrue(fixture.nextEvent().startsWith("bad return: "));
        }
        kernel.close(stranger);
        fixture.close();
    }

    /** As with a file of a file system that does not answer: close(2) of a stranger never comes back. */
    @Test
    void strangersThatCannotBeClosedUseUpNoMoreThanTheirShareOfFds() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        LoopFixture fixture = new LoopFixture(directory, Limits.DEFAULT, kernelThatHangs(answered));
        int wiki = fixture.app("wiki", "/wiki/");
        int stranger = must(kernel.eventFd());
        int before = LoopFixture.openFds();
        int sent = 0;
        long patience = TimeUnit.SECONDS.toNanos(2);
        for (long last = System.nanoTime(); sent < 5_000 && System.nanoTime() - last < patience; ) {
            if (fixture.sendBack(new byte[1], "", stranger) >= 0) {
                sent++;
                last = System.nanoTime();
            }
        }
        int taken = LoopFixture.openFds() - before;
        assertTrue(sent < 5_000 && taken <= 1_030, sent + " were sent and " + taken + " are open");
        try (Client client = fixture.connect()) {
            client.send(GET_WIKI);
            fixture.receive(wiki).close();
        }

        answered.countDown();
        for (int bad = 0; bad < sent; ) {
            bad += fixture.nextEvent().startsWith("bad return: ") ? 1 : 0; // there are warnings between them
        }
        kernel.close(stranger);
        fixture.close();
    }

    private Kernel kernelThatHangs(CountDownLatch answered) {
        return (Kernel) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Kernel.class}, (proxy, method, arguments) -> {
                    if (Thread.currentThread().getName().equals("close-strange-fds")) {
                        answered.await();
                    }
                    try {
                        return method.invoke(kernel, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private int sendMany(LoopFixture fixture, Received innocent, int count) {
        int[] copies = new int[count];
        Arrays.fill(copies, innocent.fd());
        return fixture.sendBack(header(innocent), "", copies);
    }

    private int socket(int domain, int type) {
        return must(kernel.socket(domain, type));
    }

    private int unixPair(int type) {
        int[] pair = new int[2];
        must(kernel.socketPair(type, pair));
        fds.add(pair[1]);
        return pair[0];
    }

    private int listener() {
        int listener = socket(SocketType.AF_INET, SocketType.SOCK_STREAM);
        must(kernel.listen(listener, 1));
        return listener;
    }

    private int connectionToAnotherPort() throws IOException {
        int listener = listener();
        fds.add(listener);
        SocketAddressBuffer address = new SocketAddressBuffer();
        must(kernel.localAddress(listener, address));
        clients.add(new Client(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port())));
        return must(kernel.accept(listener, new SocketAddressBuffer()));
    }

    private int clientEnd(int port) {
        int client = socket(SocketType.AF_INET, SocketType.SOCK_STREAM);
        fds.add(client);
        must(kernel.connect(client, new SocketAddressBuffer().setInternet(new byte[] {127, 0, 0, 1}, port)));
        return client;
    }

    /** Returns another connection that the wiki holds; its client is the first of {@link #clients}. */
    private Received secondConnection(LoopFixture fixture) throws Exception {
        int other = fixture.app("other", "/other/");
        Client client = fixture.connect();
        clients.add(client);
        client.send("GET /other/ HTTP/1.1\r\nHost: a.example\r\n\r\n");
        Received received = fixture.receive(other);
        received.readNow();
        fds.add(received.fd());
        awaitEvent(fixture, "handed off other.socket");
        return received;
    }

    private static void awaitEvent(LoopFixture fixture, String expected) throws InterruptedException {
        assertEquals(expected, fixture.nextEvent());
    }

    /** Returns the header of a connection as only the dispatcher can make it: this test has its key. */
    private byte[] headerOf(int fd) {
        NativeMemory cookie = NativeMemory.allocate(Long.BYTES);
        byte[] id = new byte[ConnectionIds.ID_SIZE];
        kernel.option(fd, SocketOption.SO_COOKIE, cookie);
        ids.write(cookie.bytes().getLong(0), id);
        return header(ConnectionId.of(id), "/wiki/");
    }

    private static byte[] header(Received received) {
        return header(received.header().id(), received.header().prefix());
    }

    private static byte[] header(ConnectionId id, String prefix) {
        ByteBuffer into = ByteBuffer.allocate(HandoffHeader.HEADER_SIZE_MAX);
        HandoffEncoder.encode(into, new HandoffHeader(null, id, prefix, 0, null, null));
        return Arrays.copyOf(into.array(), into.position());
    }

    private static byte[] with(byte[] octets, int at, int octet) {
        byte[] changed = octets.clone();
        changed[at] = (byte) octet;
        return changed;
    }
}
