package org.usher.files;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.activation.InheritedFds;
import org.usher.handoff.Endpoints;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;
import org.usher.handoff.HandoffReceiver;
import org.usher.handoff.HandoffSettings;
import org.usher.handoff.Scope;
import org.usher.posix.Errno;
import org.usher.posix.Fcntl;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.OpenFds;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/**
 * The server over a directory of one test, a dispatcher that hands every client over, and a client that speaks plain
 * octets. Closing it proves that no socket is left.
 */
final class Site implements AutoCloseable {
    static final Scope EVERYTHING = Scope.of(Scope.Kind.CONNECTION, 60);

    private static final int READ_MILLIS_MAX = 60_000;

    private final Kernel kernel = Kernel.linux();
    private final Path root;
    private final Path sockets;
    private final List<String> fdsBefore;
    private final int tcp;
    private final int sender;
    private final int returned;
    private final ServerThread server;

    Site(Path root) throws IOException {
        this(root, Duration.ZERO);
    }

    /** Serves by a clock that is {@code ahead}: an hour, and no file is too young to be kept in memory. */
    Site(Path root, Duration ahead) throws IOException {
        this.root = root;
        new Socket().close(); // the JDK keeps a socket for ever
        fdsBefore = OpenFds.now();
        sockets = Files.createTempDirectory("site");
        tcp = must(kernel.socket(SocketType.AF_INET, SocketType.SOCK_STREAM));
        must(kernel.bind(tcp, new SocketAddressBuffer().setInternet(new byte[] {127, 0, 0, 1}, 0)));
        must(kernel.listen(tcp, 128));
        returned = bound("return");
        int socket = bound("files.sock");
        sender = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM));
        must(kernel.connect(sender, path("files.sock")));
        HandoffReceiver receiver = HandoffReceiver.open(
                new InheritedFds().pass(socket, "files.sock").only(),
                HandoffSettings.defaults().withReturnSocket(sockets.resolve("return")));
        server = new ServerThread(receiver, root, ahead);
    }

    private int bound(String name) {
        int fd = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM | Fcntl.O_NONBLOCK));
        must(kernel.bind(fd, path(name)));
        return fd;
    }

    private SocketAddressBuffer path(String name) {
        return new SocketAddressBuffer().setPath(sockets.resolve(name).toString());
    }

    private static int must(int result) {
        if (result < 0) {
            throw new AssertionError(Errno.describe(result));
        }
        return result;
    }

    /** Returns a client that was handed over. */
    Socket client(@Nullable String prefix, Scope scope) throws IOException {
        SocketAddressBuffer address = new SocketAddressBuffer();
        must(kernel.localAddress(tcp, address));
        Socket client = new Socket(InetAddress.getLoopbackAddress(), address.port());
        client.setSoTimeout(READ_MILLIS_MAX);
        int fd = must(kernel.accept(tcp, new SocketAddressBuffer()));
        InetSocketAddress nominal = new InetSocketAddress("192.0.2.1", 80);
        FdMessage message = FdMessage.toSend(HandoffHeader.MESSAGE_SIZE_MAX, 1);
        HandoffEncoder.encode(
                message.payload(),
                new HandoffHeader(
                        new Endpoints(nominal, nominal), null, prefix, 1, System.nanoTime(), scope, null, null));
        message.setFd(fd);
        must(kernel.sendMessage(sender, message));
        must(kernel.close(fd));
        return client;
    }

    /** Waits for what was handed back, and returns the octets that stand unread in its connection, and its mode. */
    String handedBack() {
        FdMessage message = FdMessage.toReceive(HandoffHeader.MESSAGE_SIZE_MAX, 1);
        int result = kernel.receiveMessage(returned, message);
        while (result == -Errno.EAGAIN) {
            Thread.onSpinWait();
            result = kernel.receiveMessage(returned, message);
        }
        must(result);
        NativeMemory unread = NativeMemory.allocate(4096);
        int count = kernel.peek(message.fd(0), unread, 0, 4096);
        byte[] octets = new byte[Math.max(count, 0)];
        unread.copyTo(octets, 0, octets.length);
        boolean isBlocking = (kernel.fcntl(message.fd(0), Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK) == 0;
        kernel.close(message.fd(0));
        return (isBlocking ? "" : "not blocking ") + new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** Stops as SIGTERM does. */
    void stop() throws IOException {
        server.stop();
    }

    /** Writes a file below the root, and the directories above it. */
    Path write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    Answer get(String path, String... fields) throws IOException {
        return ask("GET", path, fields);
    }

    /** Sends one request on a connection of its own; {@code path} goes out as it is, each character an octet. */
    Answer ask(String method, String path, String... fields) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + String.join("", Arrays.stream(fields).map(f -> f + "\r\n").toList()) + "\r\n";
        return new Answer(exchange(head));
    }

    String exchange(String octets) throws IOException {
        try (Socket client = client(null, EVERYTHING)) {
            client.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (int fd : new int[] {tcp, sender, returned}) {
            kernel.close(fd);
        }
        for (String name : new String[] {"return", "files.sock", ""}) {
            Files.delete(sockets.resolve(name));
        }
        if (!fdsBefore.containsAll(OpenFds.now())) {
            throw new AssertionError("sockets are left: " + OpenFds.now() + ", before: " + fdsBefore);
        }
    }

    /** One answer as it came. */
    record Answer(String octets) {
        int status() {
            return Integer.parseInt(octets.substring(9, 12));
        }

        String body() {
            return octets.substring(octets.indexOf("\r\n\r\n") + 4);
        }

        /** Returns the value of a field; empty if there is none. */
        String field(String name) {
            return octets.substring(0, octets.indexOf("\r\n\r\n"))
                    .lines()
                    .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }
    }
}
