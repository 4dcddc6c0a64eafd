package org.usher.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.usher.conformance.Reply.Kind;

/**
 * One connection: octets that are sent, and answers that come. Whatever the other side does, the connection is closed when
 * its time is over, which ends every wait.
 */
final class Exchange implements Closeable {
    private static final int LINE_SIZE_MAX = 1 << 16;
    private static final int LINES_MAX = 1000;

    private final Socket socket = new Socket();
    private final InputStream input;
    /** What has come in lines since the last answer. */
    private int octets;

    private volatile boolean late;

    /**
     * Connects.
     *
     * @throws IOException if nothing accepts the connection; the message names the address
     */
    Exchange(InetSocketAddress address, long millis) throws IOException {
        try {
            socket.connect(address, (int) millis);
        } catch (IOException refused) {
            close();
            String where = address.getHostString() + " port " + address.getPort();
            throw new IOException(where + ": " + refused.getMessage(), refused);
        }
        socket.setTcpNoDelay(true); // or pieces would be joined
        input = new BufferedInputStream(socket.getInputStream());
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(this::expire);
    }

    private void expire() {
        late = true;
        close();
    }

    /** Sends octets. If the other side has gone, {@link #receive} sees it. */
    Exchange send(String octets) {
        try {
            socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
        } catch (IOException ignored) { // seen by receive
        }
        return this;
    }

    /** Says that nothing follows. */
    void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException ignored) { // seen by receive
        }
    }

    /** Waits for the answer to {@code request}, the oldest one without an answer, or for what comes instead. */
    Reply receive(ProbeRequest request) {
        octets = 0;
        boolean continued = false;
        String line = "";
        try {
            line = readLine();
            while (line.matches("HTTP/1\\.1 1(?!01)\\d\\d( .*)?")) {
                send(continued ? "" : request.rest());
                continued = true;
                readFields();
                line = readLine();
            }
            if (line.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
                Map<String, String> fields = readFields();
                if (!request.method().equals("HEAD") && !line.matches(".{9}(101|204|304)( .*)?")) {
                    skipBody(fields);
                }
                if (!late) { // or what came was an answer to our end
                    return new Reply(Kind.ANSWER, continued, line.substring("HTTP/1.1 ".length()), fields);
                }
            }
        } catch (IOException | NumberFormatException ignored) { // told below
        }
        if (octets == 0 && !late) {
            return new Reply(Kind.END, continued, "the end");
        }
        return new Reply(Kind.NO_ANSWER, continued, octets == 0 ? "nothing" : "no whole answer: " + line);
    }

    private Map<String, String> readFields() throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line = readLine(); !line.isEmpty() && fields.size() < LINES_MAX; line = readLine()) {
            String[] field = line.split(":", 2);
            fields.put(field[0].toLowerCase(Locale.ROOT), field[field.length - 1].strip());
        }
        return fields;
    }

    private void skipBody(Map<String, String> fields) throws IOException {
        if (fields.containsKey("transfer-encoding")) {
            for (long size = -1; size != 0; ) {
                size = Long.parseLong(readLine().replaceFirst("[ \t]*;.*", ""), 16);
                input.skipNBytes(size);
                readFields(); // the end of the chunk, or trailers
            }
        } else if (fields.containsKey("content-length")) {
            input.skipNBytes(Long.parseLong(fields.get("content-length")));
        } else {
            input.transferTo(OutputStream.nullOutputStream());
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = input.read(); octet != '\n'; octet = input.read()) {
            if (octet < 0 || line.length() == LINE_SIZE_MAX) {
                throw new EOFException("no line");
            }
            line.append((char) octet);
            octets++;
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ignored) { // it is closed all the same
        }
    }
}
