package org.usher.example.hello;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.usher.handoff.HandedConnection;
import org.usher.handoff.LookAhead;
import org.usher.handoff.Scope;
import org.usher.handoff.Verdict;

/**
 * The requests of one connection, one at a time and in order. The first is ours by decision of the dispatcher; each
 * further one is decided before it is read.
 */
final class Session {
    private static final Duration IDLE_MAX = Duration.ofSeconds(10);

    private final HandedConnection connection;

    /** Takes over the connection. */
    Session(HandedConnection connection) {
        this.connection = connection;
    }

    /** Serves until the connection is closed or handed back. */
    void run() {
        try (connection) {
            connection.channel().socket().setSoTimeout((int) IDLE_MAX.toMillis());
            serve(connection.input(), connection.channel().socket().getOutputStream());
        } catch (IOException ignored) { // the client is gone, or silent for too long
        }
    }

    private void serve(InputStream input, OutputStream output) throws IOException {
        LookAhead requests = connection.lookAhead();
        Verdict verdict;
        do {
            RequestHead request = RequestHead.parse(new String(requests.readHead(), StandardCharsets.ISO_8859_1));
            boolean last = !request.keepsConnection() || connection.scope().kind() == Scope.Kind.CLOSE;
            if (!last) {
                input.skipNBytes(request.bodyLength());
            }
            output.write(answer(request, last));
            if (last) {
                connection.finish();
                return;
            }
            verdict = requests.await(IDLE_MAX);
        } while (verdict == Verdict.MINE);
        if (verdict == Verdict.HAND_BACK) {
            connection.handBack(true);
        }
    }

    private byte[] answer(RequestHead request, boolean last) {
        InetSocketAddress client = connection.client();
        String who = client == null ? "you" : client.getAddress().getHostAddress() + " port " + client.getPort();
        String body = "Hello, " + who + "! " + request.method() + " " + request.target() + " came by the prefix "
                + connection.prefix() + "\n";
        byte[] octets = body.getBytes(StandardCharsets.ISO_8859_1);
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\nX-Content-Type-Options: nosniff\r\n"
                        + "Content-Length: " + octets.length + "\r\n"
                        + (last ? "Connection: close\r\n" : "") + "\r\n";
        return (head + (request.method().equals("HEAD") ? "" : body)).getBytes(StandardCharsets.ISO_8859_1);
    }
}
