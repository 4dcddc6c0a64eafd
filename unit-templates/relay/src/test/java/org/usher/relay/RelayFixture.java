package org.usher.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.usher.activation.InheritedFds;
import org.usher.handoff.Endpoints;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;
import org.usher.handoff.HandoffReceiver;
import org.usher.handoff.HandoffSettings;
import org.usher.handoff.Scope;
import org.usher.poll.EpollLoop;
import org.usher.poll.Failures;
import org.usher.posix.Errno;
import org.usher.posix.Fcntl;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.OpenFds;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;
import org.usher.reception.Complaints;
import org.usher.reception.Reception;

/**
 * A relay that serves for real on a thread of its own, between a dispatcher that hands over every client and an app at
 * {@link #APP} that a test writes. Closing it proves that no descriptor is left.
 */
final class RelayFixture implements AutoCloseable {
    static final String APP = "app.sock";
    static final String USUAL = "90000\n300000\nnone";
    static final Scope EVERYTHING = Scope.of(Scope.Kind.CONNECTION, 60);

    final Kernel kernel = Kernel.linux();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<String> fdsBefore;
    private final Path directory;
    private final int tcp;
    private final int sender;
    private final int returned;
    private final EpollLoop loop;
    private final HandoffReceiver receiver;
    private final Reception reception;
    private final Thread thread;
    private ServerSocketChannel app;

    /** An app: what it does with one connection, which is closed when it returns. */
    interface App {
        void serve(InputStream in, OutputStream out) throws IOException;
    }

    RelayFixture(Path directory) throws IOException {
        this(directory, Kernel.linux());
    }

    /** A relay that has to do with {@code relays} as its kernel. */
    RelayFixture(Path directory, Kernel relays) throws IOException {
        this.directory = directory;
        SocketChannel.open().close(); // the JDK keeps one socket for ever
        SocketChannel.open(StandardProtocolFamily.UNIX).close();
        fdsBefore = OpenFds.now();
        tcp = must(kernel.socket(SocketType.AF_INET, SocketType.SOCK_STREAM));
        must(kernel.bind(tcp, new SocketAddressBuffer().setInternet(new byte[] {127, 0, 0, 1}, 0)));
        must(kernel.listen(tcp, 4096));
        int socket = bound("relay.sock");
        sender = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM));
        must(kernel.connect(sender, path("relay.sock")));
        returned = bound("return");
        loop = new EpollLoop(relays, new Failures.Listener() {
            @Override
            public void failed(Throwable error, boolean isNew) {
                failures.add(error);
                error.printStackTrace();
            }

            @Override
            public void warned(String what) {
                failures.add(new AssertionError(what));
            }
        });
        HandoffSettings settings = HandoffSettings.defaults().withReturnSocket(directory.resolve("return"));
        receiver = HandoffReceiver.open(
                new InheritedFds().pass(socket, "relay.sock").only(), settings);
        reception = new Reception(loop, Relay.DRAIN, new Complaints(System.err, System::nanoTime));
        reception.receive(receiver, new Relay(reception, "usher-test", "")::begin);
        thread = new Thread(loop::run, "relay");
        thread.start();
    }

    /** Has {@code served} listen. */
    RelayFixture app(App served) throws IOException {
        app = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Files.deleteIfExists(directory.resolve(APP));
        app.bind(UnixDomainSocketAddress.of(directory.resolve(APP)), 1024);
        ServerSocketChannel listening = app;
        new Thread(() -> accept(listening, served), "app").start();
        return this;
    }

    private static void accept(ServerSocketChannel listening, App served) {
        try {
            while (true) {
                SocketChannel connection = listening.accept();
                new Thread(() -> serve(connection, served), "app-connection").start();
            }
        } catch (IOException ignored) {
            // it is closed
        }
    }

    private static void serve(SocketChannel connection, App served) {
        try (connection) {
            served.serve(Channels.newInputStream(connection), Channels.newOutputStream(connection));
        } catch (IOException | UncheckedIOException ignored) {
            // what a test asserts is at the client
        }
    }

    /** Returns the TARGET of the app with these settings. */
    String target(String settings) {
        return directory.resolve(APP) + "\n" + settings;
    }

    /** Returns a client that was handed over with the usual settings. */
    Socket client() throws IOException {
        return client(target(USUAL), EVERYTHING);
    }

    Socket client(String target, Scope scope) throws IOException {
        SocketAddressBuffer address = new SocketAddressBuffer();
        must(kernel.localAddress(tcp, address));
        Socket client = new Socket();
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()));
        client.setSoTimeout(60_000);
        client.setTcpNoDelay(true);
        dispatch(target, scope);
        return client;
    }

    /** Hands over the connection that waits on the port. */
    void dispatch(String target, Scope scope) {
        int fd = must(kernel.accept(tcp, new SocketAddressBuffer()));
        Endpoints ends =
                new Endpoints(new InetSocketAddress("203.0.113.7", 51234), new InetSocketAddress("192.0.2.1", 80));
        HandoffHeader header =
                new HandoffHeader(ends, null, "http://app.example:80/a/", 1, System.nanoTime(), scope, null, target);
        handOver(fd, header);
    }

    /** Returns the TARGET that leads back to where the clients connect. */
    String ownPort() {
        SocketAddressBuffer address = new SocketAddressBuffer();
        must(kernel.localAddress(tcp, address));
        return "127.0.0.1:" + address.port() + "\n" + USUAL;
    }

    private synchronized void handOver(int fd, HandoffHeader header) {
        FdMessage message = FdMessage.toSend(HandoffHeader.MESSAGE_SIZE_MAX, 1);
        HandoffEncoder.encode(message.payload(), header);
        message.setFd(fd);
        int result = kernel.sendMessage(sender, message);
        while (result == -Errno.EAGAIN) {
            Thread.onSpinWait();
            result = kernel.sendMessage(sender, message);
        }
        must(result);
        must(kernel.close(fd));
    }

    /** Returns what a client gets that sends {@code request} at once, until the end. */
    String exchange(String request) throws IOException {
        try (Socket client = client()) {
            return exchange(client, request);
        }
    }

    static String exchange(Socket client, String request) throws IOException {
        client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        client.shutdownOutput();
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Waits for what was handed back and for octets in its connection, and returns those, which stand unread. */
    String returned() {
        FdMessage message = FdMessage.toReceive(HandoffHeader.MESSAGE_SIZE_MAX, 1);
        int result = kernel.receiveMessage(returned, message);
        while (result == -Errno.EAGAIN) {
            Thread.onSpinWait();
            result = kernel.receiveMessage(returned, message);
        }
        must(result);
        NativeMemory unread = NativeMemory.allocate(65536);
        int count;
        do {
            count = kernel.peek(message.fd(0), unread, 0, 65536);
        } while (count == -Errno.EAGAIN);
        byte[] octets = new byte[must(count)];
        unread.copyTo(octets, 0, count);
        kernel.close(message.fd(0));
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** Has {@code timeout} be over after {@code millis}, also where it is being waited for already. */
    void limit(Duration timeout, long millis) {
        loop.post(() -> reception.deadlines(timeout).timeout(Duration.ofMillis(millis)));
    }

    /** Has {@code timeout}, which is being waited for, be over now. */
    void expire(Duration timeout) {
        loop.post(() -> reception.deadlines(timeout).runFirst());
    }

    /** Asks when its thread has ended. */
    int sizeWhenStopped() {
        return reception.size();
    }

    /** Asks the relay's own thread. */
    int size() {
        CompletableFuture<Integer> size = new CompletableFuture<>();
        loop.post(() -> size.complete(reception.size()));
        return size.join();
    }

    /** Stops as SIGTERM does; returns when the loop has ended. */
    void stop() throws IOException {
        loop.post(reception::stop);
        join();
    }

    private void join() throws IOException {
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (thread.isAlive()) {
            throw new AssertionError("the loop goes on");
        }
    }

    @Override
    public void close() throws IOException {
        if (app != null) {
            app.close();
        }
        loop.stop();
        join();
        reception.close();
        loop.close();
        for (int fd : new int[] {tcp, sender, returned, receiver.socket()}) {
            kernel.close(fd);
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("failures: " + failures);
        }
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!OpenFds.now().equals(fdsBefore) && System.nanoTime() < deadline) {
            Thread.onSpinWait(); // connections of the app's threads
        }
        if (!OpenFds.now().equals(fdsBefore)) {
            throw new AssertionError("descriptors are left: " + OpenFds.now() + ", before: " + fdsBefore);
        }
    }

    static int must(int result) {
        if (result < 0) {
            throw new AssertionError(Errno.describe(result));
        }
        return result;
    }

    private int bound(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
        int fd = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM | Fcntl.O_NONBLOCK));
        must(kernel.bind(fd, path(name)));
        return fd;
    }

    private SocketAddressBuffer path(String name) {
        return new SocketAddressBuffer().setPath(directory.resolve(name).toString());
    }
}
