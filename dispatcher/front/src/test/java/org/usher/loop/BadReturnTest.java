package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.usher.loop.LoopFixture.must;
import static org.usher.loop.WikiAndBlog.GET_BLOG;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.usher.connection.ConnectionIds;
import org.usher.connection.History;
import org.usher.handoff.ConnectionId;
import org.usher.posix.Epoll;
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
    private static final String ONE_FD = "a message carries exactly one fd and at most 65536 octets";
    private static final String ID_AND_PREFIX = "a connection comes back with its UNIQUE_ID and PREFIX";
    private static final String NOT_TCP = "not a TCP socket";
    private static final String NOT_OPEN = "not an open connection";
    private static final String OTHER_ID = "not a connection that was handed out with this UNIQUE_ID";
    private static final String NOT_COVERED = "a connection to an address that no listener of ours covers";

    @TempDir
    private Path directory;

    private final Kernel kernel = Kernel.linux();
    private final ConnectionIds ids = new ConnectionIds(new byte[ConnectionIds.KEY_SIZE]); // as the fixture's
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
                                fixture.sendBack(header(ConnectionId.of(new byte[16]), "/wiki/"), "", innocent.fd())),
                new Row(
                        "the UNIQUE_ID of another connection",
                        OTHER_ID,
                        (test, fixture, innocent) ->
                                fixture.sendBack(header(test.secondConnection(fixture)), "", innocent.fd())));
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
                    fixture.await(gone.fd(), Epoll.EPOLLIN);
                    return fixture.sendBack(header(gone), "", gone.fd());
                }),
                new Row("a connection of which nothing is left", NOT_OPEN, (test, fixture, innocent) -> {
                    Received ended = test.secondConnection(fixture);
                    ((Client) test.clients.get(0)).shutdownOutput();
                    fixture.await(ended.fd(), Epoll.EPOLLIN);
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
        WikiAndBlog apps = new WikiAndBlog(directory, WikiAndBlog.PATIENT);
        LoopFixture fixture = apps.fixture;
        try (Client client = apps.connect()) {
            Received innocent = apps.requestOf(client);
            must(row.sending().send(this, fixture, innocent));
            awaitEvent(fixture, "bad return: " + row.problem());

            client.send(GET_BLOG);
            fixture.handBack(innocent.fd(), header(innocent), "");
            Received next = fixture.receive(apps.blog);
            assertEquals(GET_BLOG, next.readNow());
            next.close();
            assertEquals("", client.readAll());
        }
        fds.forEach(kernel::close);
        for (AutoCloseable other : clients) {
            other.close();
        }
        apps.close();
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
        ids.write(cookie.bytes().getLong(0), History.NONE.facts(), "a.example", id);
        return header(ConnectionId.of(id), "/wiki/");
    }

    private static byte[] header(Received received) {
        return WikiAndBlog.header(received, 0);
    }

    private static byte[] header(ConnectionId id, String prefix) {
        return WikiAndBlog.header(id, prefix, 0);
    }

    private static byte[] with(byte[] octets, int at, int octet) {
        byte[] changed = octets.clone();
        changed[at] = (byte) octet;
        return changed;
    }
}
