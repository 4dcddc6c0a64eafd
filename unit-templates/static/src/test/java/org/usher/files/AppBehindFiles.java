package org.usher.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.usher.activation.InheritedFds;
import org.usher.handoff.DecodedMessage;
import org.usher.handoff.Endpoints;
import org.usher.handoff.HandoffDecoder;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;
import org.usher.handoff.HandoffReceiver;
import org.usher.handoff.HandoffSettings;
import org.usher.handoff.Scope;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.Readiness;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/**
 * The server of files on real sockets, and beside it what there is in front of it and behind it: a dispatcher that asks it
 * for every GET and HEAD, and an app that answers with what it was asked.
 */
final class AppBehindFiles implements AutoCloseable {
    private static final Duration SLICE = Duration.ofMillis(100);
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: (\\d+)\r\n");

    /** What no hand back may be. */
    final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();

    private final Kernel kernel = Kernel.linux();
    private final Path directory;
    private final String target;
    private final int tcp;
    private final int returned;
    private final int sender;
    private final ServerThread server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean open = true;

    /** Starts it with sockets in {@code directory}, for the files of {@code root}. */
    AppBehindFiles(Path directory, Path root, Duration maxAge) throws Exception {
        this.directory = directory;
        this.target = root + "\n" + maxAge.toMillis();
        tcp = must(kernel.socket(SocketType.AF_INET, SocketType.SOCK_STREAM));
        must(kernel.bind(tcp, new SocketAddressBuffer().setInternet(new byte[] {127, 0, 0, 1}, 0)));
        must(kernel.listen(tcp, 128));
        returned = bound("return");
        int socket = bound("static.sock");
        sender = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM));
        must(kernel.connect(sender, path("static.sock")));
        HandoffReceiver receiver = HandoffReceiver.open(
                new InheritedFds().pass(socket, "static.socket").only(),
                HandoffSettings.defaults().withReturnSocket(directory.resolve("return")));
        server = new ServerThread(receiver, null);
        threads.execute(this::accept);
        threads.execute(this::receive);
    }

    /** Connects a client. */
    Socket connect() throws IOException {
        SocketAddressBuffer address = new SocketAddressBuffer();
        must(kernel.localAddress(tcp, address));
        Socket client = new Socket(InetAddress.getLoopbackAddress(), address.port());
        client.setSoTimeout(60_000);
        return client;
    }

    /** Returns the answer to one request: {@code app}, or the content of a file. */
    String ask(String method, String target, String... fields) throws IOException {
        try (Socket client = connect()) {
            send(client, request(method, target, "", fields));
            return Answer.read(client.getInputStream(), method).body();
        }
    }

    static String request(String method, String target, String body, String... fields) {
        String lines = String.join("\r\n", List.of(fields)) + (fields.length == 0 ? "" : "\r\n");
        return method + " " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n" + lines
                + "\r\n" + body;
    }

    static void send(Socket client, String octets) throws IOException {
        client.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** An answer of which the length is said. */
    record Answer(String head, String body) {
        static Answer read(InputStream in, String method) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int octet = in.read();
                if (octet < 0) {
                    throw new IOException("the connection ends after: " + head);
                }
                head.append((char) octet);
            }
            Matcher length = LENGTH.matcher(head);
            int size = method.equals("HEAD") || !length.find() ? 0 : Integer.parseInt(length.group(1));
            return new Answer(head.toString(), new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
        }
    }

    private void accept() {
        while (hasOctets(tcp)) {
            int fd = kernel.accept(tcp, new SocketAddressBuffer());
            threads.execute(() -> serve(fd, false));
        }
    }

    private void receive() {
        while (hasOctets(returned)) {
            FdMessage message = FdMessage.toReceive(HandoffHeader.MESSAGE_SIZE_MAX, 1);
            must(kernel.receiveMessage(returned, message));
            message.payload().limit(message.length());
            DecodedMessage.Complete decoded = (DecodedMessage.Complete) HandoffDecoder.decode(message.payload());
            if (message.payload().hasRemaining()
                    || !"/app/".equals(decoded.header().prefix())) {
                complaints.add("hand back with " + message.payload().remaining() + " octets, " + decoded.header());
            }
            int fd = message.fd(0);
            threads.execute(() -> serve(fd, decoded.header().hops() > 0));
        }
    }

    /** Asks the server of files, or answers as the app if that has passed the request on, until there is none. */
    private void serve(int fd, boolean isPassedOn) {
        boolean passed = isPassedOn;
        for (String head = head(fd); !head.isEmpty(); head = head(fd)) {
            if (!passed && (head.startsWith("GET ") || head.startsWith("HEAD "))) {
                handOver(fd);
                break;
            }
            passed = false;
            answer(fd, head);
        }
        kernel.close(fd);
    }

    private void handOver(int fd) {
        Scope scope = Scope.prefix(10, List.of("/app/other/"));
        InetSocketAddress nominal = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
        FdMessage message = FdMessage.toSend(HandoffHeader.MESSAGE_SIZE_MAX, 1);
        HandoffEncoder.encode(
                message.payload(),
                new HandoffHeader(
                        new Endpoints(nominal, nominal), null, "/app/", 1, System.nanoTime(), scope, null, target));
        message.setFd(fd);
        while (kernel.sendMessage(sender, message) < 0 && open) {
            Readiness.await(kernel, sender, Readiness.ROOM, SLICE);
        }
    }

    private void answer(int fd, String head) {
        receive(fd, head.length());
        Matcher length = LENGTH.matcher(head);
        String body = length.find() ? receive(fd, Integer.parseInt(length.group(1))) : "";
        String[] line = head.split(" ", 3);
        String text = "app " + line[0] + " " + line[1] + " " + body;
        byte[] octets = ("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n"
                        + (line[0].equals("HEAD") ? "" : text))
                .getBytes(StandardCharsets.ISO_8859_1);
        NativeMemory answer = NativeMemory.allocate(octets.length);
        answer.bytes().put(ByteBuffer.wrap(octets));
        kernel.send(fd, answer, 0, octets.length);
    }

    /** Reads so many octets. */
    private String receive(int fd, int count) {
        StringBuilder text = new StringBuilder();
        while (text.length() < count && hasOctets(fd)) {
            NativeMemory octets = NativeMemory.allocate(count - text.length());
            byte[] copy = new byte[Math.max(0, kernel.receive(fd, octets, 0, octets.size()))];
            octets.copyTo(copy, 0, copy.length);
            text.append(new String(copy, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    /** Peeks the next head; empty if there is none. Of a pipeline, a part of it may come first. */
    private String head(int fd) {
        NativeMemory octets = NativeMemory.allocate(16 * 1024);
        while (hasOctets(fd)) {
            byte[] copy = new byte[Math.max(0, kernel.peek(fd, octets, 0, octets.size()))];
            octets.copyTo(copy, 0, copy.length);
            String text = new String(copy, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0 || text.isEmpty()) {
                return text.substring(0, end < 0 ? 0 : end + 4);
            }
        }
        return "";
    }

    private boolean hasOctets(int fd) {
        while (open) {
            if (Readiness.await(kernel, fd, Readiness.OCTETS, SLICE)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        server.stop();
        server.close();
        open = false;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
                throw new AssertionError("the app goes on");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        for (int fd : new int[] {tcp, returned, sender}) {
            kernel.close(fd);
        }
    }

    private static int must(int result) {
        if (result < 0) {
            throw new AssertionError("errno " + -result);
        }
        return result;
    }

    private int bound(String name) {
        int fd = must(kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM));
        must(kernel.bind(fd, path(name)));
        return fd;
    }

    private SocketAddressBuffer path(String name) {
        return new SocketAddressBuffer().setPath(directory.resolve(name).toString());
    }
}
