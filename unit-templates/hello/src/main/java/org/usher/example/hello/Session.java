package org.usher.example.hello;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.FurtherRequests;
import org.usher.handoff.HandedConnection;
import org.usher.handoff.Scope;
import org.usher.handoff.Verdict;

/**
 * The requests of one connection, one at a time and in order. The first is ours by decision of the dispatcher; each
 * further one is decided before anything is done for it.
 */
final class Session {
    private static final int HEAD_SIZE_MAX = 16 * 1024;
    private static final int IDLE_MILLIS_MAX = 10_000;

    private final HandedConnection connection;
    /** What has been read and belongs to no request that was answered. */
    private final byte[] pending = new byte[HEAD_SIZE_MAX];

    private int pendingLength;

    /** Takes over the connection. */
    Session(HandedConnection connection) {
        this.connection = connection;
    }

    /** Serves until the connection is closed or handed back. */
    void run() {
        try (connection) {
            connection.channel().socket().setSoTimeout(IDLE_MILLIS_MAX);
            serve(connection.channel().socket().getOutputStream());
        } catch (IOException ignored) { // the client is gone, or silent for too long
        }
    }

    private void serve(OutputStream output) throws IOException {
        ByteBuffer unread = connection.unread();
        byte[] first = new byte[unread.remaining()];
        unread.get(first);
        InputStream input = new SequenceInputStream(
                new ByteArrayInputStream(first), connection.channel().socket().getInputStream());
        RequestHead request = read(input);
        FurtherRequests further = connection.furtherRequests(request == null ? null : request.host());
        for (boolean answered = false; request != null; answered = true) {
            if (answered) {
                Verdict verdict = further.decide(request.target(), request.host(), System.nanoTime());
                if (verdict == Verdict.HAND_BACK) {
                    connection.handBack(ByteBuffer.wrap(pending, 0, pendingLength), true);
                }
                if (verdict != Verdict.MINE) {
                    return;
                }
            }
            boolean last = !request.keepsConnection() || connection.scope().kind() == Scope.Kind.CLOSE;
            output.write(answer(request, last));
            if (last) {
                connection.finish();
                return;
            }
            consume(request.length());
            request = read(input);
        }
    }

    /** Returns the next head, which stays pending; null if the client has ended or sends no head that we understand. */
    private @Nullable RequestHead read(InputStream input) throws IOException {
        while (true) {
            RequestHead request = RequestHead.parse(new String(pending, 0, pendingLength, StandardCharsets.ISO_8859_1));
            if (request != null || pendingLength == pending.length) {
                return request;
            }
            int count = input.read(pending, pendingLength, pending.length - pendingLength);
            if (count < 0) {
                return null;
            }
            pendingLength += count;
        }
    }

    private void consume(int length) {
        System.arraycopy(pending, length, pending, 0, pendingLength - length);
        pendingLength -= length;
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
