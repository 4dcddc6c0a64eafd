package org.usher.handoff;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.usher.activation.InheritedFds;
import org.usher.posix.Errno;
import org.usher.posix.Fcntl;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.Readiness;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;

/**
 * A dispatcher in front of three apps, on real sockets: it peeks each head, hands the connection to the app whose prefix
 * it names, and routes again what comes back. It notes every hand back that is not as the protocol says.
 */
final class ThreeApps implements AutoCloseable {
    /** The apps' names and prefixes: the last one has the rest. */
    static final Map<String, String> PREFIXES = new LinkedHashMap<>();

    static {
        PREFIXES.put("one", "/one/");
        PREFIXES.put("two", "/two/");
        PREFIXES.put("rest", "/");
    }

    private static final int CLIENT_TIMEOUT_MILLIS = 20_000;
    private static final Duration SLICE = Duration.ofMillis(100);

    private static final String REFUSAL = String.join(
            "\r\n",
            "HTTP/1.1 400 Bad Request",
            "Date: Thu, 26 Nov 2026 00:00:00 GMT",
            "Connection: close",
            "Cache-Control: no-store",
            "Content-Type: text/plain; charset=utf-8",
            "X-Content-Type-Options: nosniff",
            "Content-Length: 0",
            "",
            "");

    final AtomicInteger handBacks = new AtomicInteger();
    final AtomicInteger handoffs = new AtomicInteger();
    final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();

    /** The scope of the next handoffs; null: that of their route. */
    volatile @Nullable Scope scope;
    /** What the next handoffs say of TLS. */
    volatile @Nullable EndedTls tls;
    /** Whether apps that had a connection before are to have read some of the head. */
    volatile boolean readsAhead;

    private final Kernel kernel = Kernel.linux();
    private final Path directory;
    private final int tcp;
    private final int returned;
    private final Map<String, Integer> sockets = new LinkedHashMap<>();
    private final Map<String, Integer> senders = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean open = true;

    ThreeApps(Path directory) {
        this.directory = directory;
        tcp = must(kernel.socket(SocketType.AF_INET, SocketType.SOCK_STREAM));
        must(kernel.bind(tcp, new SocketAddressBuffer().setInternet(new byte[] {127, 0, 0, 1}, 0)));
        must(kernel.listen(tcp, 128));
        returned = bound("return");
        for (String name : PREFIXES.keySet()) {
            sockets.put(name, bound(name + ".sock"));
            int sender = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM));
            must(kernel.connect(sender, path(name + ".sock")));
            senders.put(name, sender);
        }
        threads.execute(this::acceptConnections);
        threads.execute(this::receiveHandBacks);
    }

    /** Opens a listener over its own copy of the socket of the app with this name, as systemd would for each start. */
    HandoffListener listens(String name) throws IOException {
        int socket = must(kernel.fcntl(sockets.get(name), Fcntl.F_DUPFD_CLOEXEC, 0));
        HandoffSettings settings = new HandoffSettings(
                directory.resolve("return"), (reason, detail) -> complaints.add(reason + " " + detail));
        return HandoffListener.open(
                new InheritedFds().pass(socket, name + ".socket").only(), settings);
    }

    Socket connect() throws IOException {
        SocketAddressBuffer address = new SocketAddressBuffer();
        must(kernel.localAddress(tcp, address));
        Socket client = new Socket();
        client.setSoTimeout(CLIENT_TIMEOUT_MILLIS);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()));
        return client;
    }

    /** Waits until there is something to read; false when this front is closed first. */
    private boolean hasOctets(int fd) {
        while (open) {
            if (Readiness.await(kernel, fd, Readiness.OCTETS, SLICE)) {
                return true;
            }
        }
        return false;
    }

    private void acceptConnections() {
        while (hasOctets(tcp)) {
            int fd = kernel.accept(tcp, new SocketAddressBuffer());
            if (fd >= 0) {
                threads.execute(() -> route(fd));
            }
        }
    }

    private void receiveHandBacks() {
        FdMessage message = FdMessage.toReceive(HandoffHeader.MESSAGE_SIZE_MAX, 1);
        while (hasOctets(returned)) {
            if (kernel.receiveMessage(returned, message) >= 0 && message.fdCount() == 1) {
                message.payload().limit(message.length());
                check(message);
                handBacks.incrementAndGet();
                int fd = message.fd(0);
                threads.execute(() -> route(fd));
            }
        }
    }

    private void check(FdMessage message) {
        if (!(HandoffDecoder.decode(message.payload()) instanceof DecodedMessage.Complete complete)) {
            complaints.add("malformed hand back");
        } else if (message.payload().hasRemaining()) {
            complaints.add(message.payload().remaining() + " unread octets in a hand back");
        } else if (complete.header().hops() != 0 || complete.header().id() == null) {
            complaints.add("hand back with " + complete.header());
        }
    }

    /** Waits for a head and hands the connection to its app; closes it if the client goes. */
    private void route(int fd) {
        String head = peekHead(fd);
        boolean isClaimed = !head.contains("/usher-probe-"); // by which the conformance kit asks for no app
        if (!isClaimed || !head.toLowerCase(Locale.ROOT).contains("\r\nhost:")) {
            refuse(fd, head.length());
            return;
        }
        String path = head.split(" ", 3)[1];
        String app = path.startsWith("/one/") ? "one" : path.startsWith("/two/") ? "two" : "rest";
        FdMessage message = FdMessage.toSend(HandoffHeader.MESSAGE_SIZE_MAX, 1);
        SocketAddressBuffer client = new SocketAddressBuffer();
        SocketAddressBuffer local = new SocketAddressBuffer();
        kernel.peerAddress(fd, client);
        kernel.localAddress(fd, local);
        List<String> excepts = app.equals("rest") ? List.of("/one/", "/two/") : List.of();
        HandoffEncoder.encode(
                message.payload(),
                new HandoffHeader(
                        new Endpoints(client.toInetSocketAddress(), local.toInetSocketAddress()),
                        HandoffVectorsTest.ID,
                        PREFIXES.get(app),
                        1,
                        System.nanoTime(),
                        scope == null ? Scope.prefix(10, excepts) : scope,
                        tls));
        if (readsAhead) {
            int count = head.length() / (1 + head.length() % 2);
            NativeMemory unread = NativeMemory.allocate(count);
            must(kernel.receive(fd, unread, 0, count));
            message.payload().put(unread.bytes().limit(count));
        }
        message.setFd(fd);
        handoffs.incrementAndGet();
        while (open && kernel.sendMessage(senders.get(app), message) == -Errno.EAGAIN) {
            Readiness.await(kernel, senders.get(app), Readiness.ROOM, SLICE);
        }
        kernel.close(fd);
    }

    /** Answers as usher does, if anything was sent, and closes. */
    private void refuse(int fd, int length) {
        if (length > 0) {
            kernel.receive(fd, NativeMemory.allocate(length), 0, length);
            NativeMemory answer = NativeMemory.allocate(REFUSAL.length());
            answer.bytes().put(REFUSAL.getBytes(StandardCharsets.ISO_8859_1));
            kernel.send(fd, answer, 0, REFUSAL.length());
        }
        kernel.close(fd);
    }

    private String peekHead(int fd) {
        NativeMemory octets = NativeMemory.allocate(16 * 1024);
        int before = 0;
        while (true) {
            kernel.setOption(fd, SocketOption.SO_RCVLOWAT, before + 1);
            if (!hasOctets(fd)) {
                return "";
            }
            int count = kernel.peek(fd, octets, 0, octets.size());
            if (count <= before) {
                return "";
            }
            byte[] copy = new byte[count];
            octets.copyTo(copy, 0, count);
            String text = new String(copy, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0) {
                kernel.setOption(fd, SocketOption.SO_RCVLOWAT, 1);
                return text.substring(0, end + 4);
            }
            before = count;
        }
    }

    @Override
    public void close() {
        open = false;
        threads.shutdown();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        kernel.close(tcp);
        kernel.close(returned);
        senders.values().forEach(kernel::close);
        sockets.values().forEach(kernel::close);
    }

    private int bound(String name) {
        int fd = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM));
        must(kernel.bind(fd, path(name)));
        return fd;
    }

    private SocketAddressBuffer path(String name) {
        return new SocketAddressBuffer().setPath(directory.resolve(name).toString());
    }

    private static int must(int result) {
        if (result < 0) {
            throw new AssertionError(Errno.describe(result));
        }
        return result;
    }
}
