package org.usher.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.usher.refusal.Refusal;
import org.usher.refusal.RefusalResponse;

/**
 * What a client sees of usher and one app at {@code /app}: everything else is refused. The app keeps connections and hands
 * back what is not its own, but for its faults.
 */
public final class FrontAndApp implements AutoCloseable {
    /** What the app does wrong, or otherwise than by handing back. */
    public enum Fault {
        CLOSES,
        MISDIRECTS,
        ANSWERS_EVERYTHING,
        REDIRECTS_EVERYTHING,
        IGNORES_FURTHER_REQUESTS,
        HANDS_BACK_AFTER_CLOSE,
        LOSES_UNREAD_OCTETS,
        DECIDES_HALF_A_HEAD,
        MISTAKES_ITS_THIRD_REQUEST,
        SENDS_BODY_AFTER_HEAD,
        NEVER_SENDS_100,
        SENDS_100_FOR_OTHERS,
        DROPS_CLIENTS_THAT_END,
        DROPS_REQUESTS_AT_STOP,
        NEVER_ANSWERS,
        ANSWERS_FOR_EVER,
        DRIPS_FOR_EVER,
        CONTINUES_FOR_EVER,
        HANGS_UP,
        IS_OFFLINE,
        SAYS_NONSENSE,
        CLAIMS_ALL_PATHS,
        STANDS_ALONE
    }

    /** What is answered is answered within it, though the machine stand still for a while; nothing waits for its end. */
    private static final Duration TIME = Duration.ofSeconds(30);
    /** Where something waits for its end after answers that must come within it. */
    private static final Duration TIME_OF_SOME_ANSWERS = Duration.ofSeconds(3);
    /** Where no answer comes. */
    private static final Duration TIME_OF_NO_ANSWERS = Duration.ofSeconds(1);

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private volatile boolean stopped;

    public FrontAndApp(Fault... faults) throws IOException {
        this.faults.addAll(Arrays.asList(faults));
        start(this::accept);
    }

    public String url(String path) {
        return "http://127.0.0.1:" + listener.getLocalPort() + path;
    }

    Conformance probes(String path) {
        return Conformance.of(URI.create(url(path))).within(time());
    }

    private Duration time() {
        Set<Fault> none = EnumSet.range(Fault.NEVER_ANSWERS, Fault.CONTINUES_FOR_EVER);
        Set<Fault> some = EnumSet.of(Fault.IGNORES_FURTHER_REQUESTS, Fault.NEVER_SENDS_100);
        return faults.stream().anyMatch(none::contains)
                ? TIME_OF_NO_ANSWERS
                : faults.stream().anyMatch(some::contains) ? TIME_OF_SOME_ANSWERS : TIME;
    }

    /** What a stop does to an app that forgets what it has received. */
    void stop() {
        stopped = true;
    }

    private void start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException ignored) { // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Session(socket).run();
        } catch (IOException ignored) { // the client has gone
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }

    /** One connection. */
    private final class Session {
        private final Socket socket;
        private final InputStream input;
        private int number;

        Session(Socket socket) throws IOException {
            this.socket = socket;
            this.input = new BufferedInputStream(socket.getInputStream());
        }

        private boolean has(Fault fault) {
            return faults.contains(fault);
        }

        void run() throws IOException {
            boolean more = true;
            while (more) {
                String head = head();
                String path = head.split(" ", 3)[1];
                boolean own = (path.startsWith("/app") && !head.contains(".invalid")) || has(Fault.STANDS_ALONE);
                number++;
                more = (own || (number == 1 ? front(head) : foreign(head))) && app(head);
            }
        }

        private String head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                if (number > 0 && head.length() > 0 && input.available() == 0 && has(Fault.DECIDES_HALF_A_HEAD)) {
                    send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                }
                int octet = input.read();
                if (octet < 0) {
                    throw new EOFException("end");
                }
                head.append((char) octet);
            }
            return head.toString();
        }

        /** What usher does itself; whether it is the app's turn. */
        private boolean front(String head) throws IOException {
            if (has(Fault.CLAIMS_ALL_PATHS) && head.contains("\r\nHost: ")) {
                return true;
            }
            refuse(head, head.contains("\r\nHost: ") ? Refusal.UNKNOWN_PATH : Refusal.MISSING_HOST);
            return false;
        }

        private void refuse(String head, Refusal refusal) throws IOException {
            byte[] answer = RefusalResponse.of(refusal, "", head.startsWith("HEAD "), Instant.now(), null);
            socket.getOutputStream().write(answer);
            socket.shutdownOutput();
            input.readAllBytes();
        }

        /** What the app does with a further request that is not its own; whether it serves it. */
        private boolean foreign(String head) throws IOException {
            if (has(Fault.ANSWERS_EVERYTHING)) {
                return true;
            }
            if (has(Fault.REDIRECTS_EVERYTHING)) {
                send("HTTP/1.1 302 Found\r\nLocation: /app\r\nContent-Length: 0\r\n\r\n");
            } else if (has(Fault.IGNORES_FURTHER_REQUESTS)) {
                input.readAllBytes();
            } else if (has(Fault.MISDIRECTS)) {
                send("HTTP/1.1 421 Misdirected Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            } else {
                if (has(Fault.SENDS_100_FOR_OTHERS) && head.contains("\r\nExpect:")) {
                    send("HTTP/1.1 100 Continue\r\n\r\n");
                }
                boolean lost = has(Fault.LOSES_UNREAD_OCTETS) && input.available() > 0;
                refuse(head, lost ? Refusal.BAD_REQUEST : Refusal.UNKNOWN_PATH);
            }
            return false;
        }

        /** Answers as the app; whether it keeps the connection. */
        private boolean app(String head) throws IOException {
            if (has(Fault.IS_OFFLINE)) {
                refuse(head, Refusal.APP_OFFLINE);
                return false;
            }
            if (misbehaves()) {
                return false;
            }
            if (head.contains("\r\nExpect:") && !has(Fault.NEVER_SENDS_100)) {
                send("HTTP/1.1 100 Continue\r\n\r\n");
            }
            input.readNBytes(head.startsWith("POST ") ? 5 : 0);
            if (stopped && has(Fault.DROPS_REQUESTS_AT_STOP)) {
                return false;
            }
            if (has(Fault.DROPS_CLIENTS_THAT_END) && number == 1 && head.startsWith("GET ") && atEnd()) {
                return false;
            }
            boolean closes = has(Fault.CLOSES) || has(Fault.HANDS_BACK_AFTER_CLOSE);
            boolean mistaken = has(Fault.MISTAKES_ITS_THIRD_REQUEST) && number == 3;
            boolean served = head.split(" ", 3)[1].startsWith("/app");
            send("HTTP/1.1 " + (mistaken ? "500 Oops" : served ? "200 OK" : "404 Not Found")
                    + "\r\nServer: app\r\nTransfer-Encoding: chunked\r\n" + (closes ? "Connection: close\r\n" : "")
                    + "\r\n");
            if (!head.startsWith("HEAD ") || has(Fault.SENDS_BODY_AFTER_HEAD)) {
                send("5;x=y\r\nhello\r\n0\r\nTrailer: x\r\n\r\n");
            }
            return !has(Fault.CLOSES);
        }

        /** Whether it does what no app does. */
        private boolean misbehaves() throws IOException {
            if (has(Fault.SAYS_NONSENSE)) {
                send("SSH-2.0-OpenSSH_9.2\r\n");
            } else if (has(Fault.NEVER_ANSWERS)) {
                input.readAllBytes();
            } else if (has(Fault.ANSWERS_FOR_EVER)) {
                send("HTTP/1.1 200 OK\r\n\r\n");
                forEver("x".repeat(8192));
            } else if (has(Fault.CONTINUES_FOR_EVER)) {
                forEver("HTTP/1.1 100 Continue\r\n\r\n");
            } else if (has(Fault.DRIPS_FOR_EVER)) {
                forEver("H");
            } else {
                return has(Fault.HANGS_UP);
            }
            return true;
        }

        private void forEver(String octets) throws IOException {
            while (true) {
                send(octets);
                Conformance.pause(octets.length() > 1000 ? 0 : 1);
            }
        }

        /** Whether the client ends behind its request, which it says a moment later. */
        private boolean atEnd() throws IOException {
            socket.setSoTimeout(500);
            try {
                input.mark(1);
                boolean end = input.read() < 0;
                input.reset();
                return end;
            } catch (SocketTimeoutException ignored) { // it goes on
                return false;
            } finally {
                socket.setSoTimeout(0);
            }
        }

        private void send(String octets) throws IOException {
            socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
        }
    }
}
