package org.usher.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.usher.control.ControlServer;
import org.usher.varlink.Json;
import org.usher.varlink.MessageStream;

/**
 * A conversation with a dispatcher: one call after the other over one connection, which is opened by the first call and
 * again after a silence. For one thread.
 */
final class Dialogue implements Closeable {
    private static final String INTERFACE = "org.usher.Dispatcher.";
    /** Ten thousand routes are 3 MiB. */
    private static final int REPLY_SIZE_MAX = 64 << 20;

    /** Longer than a start of the dispatcher, which the question itself may cause. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The dispatcher closes a connection that is silent for 5 s. */
    private static final long SILENCE_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    private final Path socket;
    private @Nullable MessageStream connection;
    private long usedNanos;

    Dialogue(Path socket) {
        this.socket = socket;
    }

    /**
     * Calls a method, waits for the answer and returns its parameters.
     *
     * @throws IllegalStateException if the call is longer than a dispatcher takes; nothing is sent
     * @throws RefusedCallException with the dispatcher's reason if it did not do what it was asked
     * @throws UnreachableException if the dispatcher is absent, or sends something that is not an answer
     */
    JsonNode call(String method, Object parameters) {
        try {
            byte[] call = Json.MAPPER.writeValueAsBytes(Map.of("method", INTERFACE + method, "parameters", parameters));
            int max = ControlServer.callSizeMax(
                    Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
            if (call.length > max) {
                throw new IllegalStateException(
                        method + ": the call has " + call.length + " octets, and the dispatcher takes " + max);
            }
            MessageStream stream = connected();
            send(call, stream);
            byte[] reply = stream.read();
            if (reply == null) {
                throw new IOException("the connection was closed without an answer");
            }
            usedNanos = System.nanoTime();
            return parameters(method, Json.read(Json.MAPPER, reply));
        } catch (IOException silent) {
            close();
            throw unreachable(silent);
        }
    }

    private MessageStream connected() throws IOException {
        if (connection == null || System.nanoTime() - usedNanos > SILENCE_NANOS_MAX) {
            close();
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            connection = new MessageStream(channel, REPLY_SIZE_MAX, PATIENCE);
        }
        return connection;
    }

    private static void send(byte[] call, MessageStream stream) throws IOException {
        try (OutputStream out = stream.write()) {
            out.write(call);
        } catch (SocketTimeoutException stuck) {
            throw stuck;
        } catch (IOException ignored) { // a dispatcher that has no place for us says so, and closes before it has read
        }
    }

    private JsonNode parameters(String method, JsonNode reply) throws IOException {
        String error = reply.path("error").asText();
        JsonNode parameters = reply.path("parameters");
        if (error.equals(ControlServer.TOO_MANY_CLIENTS)) {
            throw new IOException("it has too many clients");
        }
        if (!error.isEmpty()) {
            String detail = parameters.has("reason") ? parameters.path("reason").asText() : error + " " + parameters;
            throw new RefusedCallException(error, method + ": " + detail);
        }
        return parameters;
    }

    private UnreachableException unreachable(IOException failure) {
        String why = "usher at " + socket + " does not answer: " + failure.getMessage()
                + "; see: journalctl -u usher.service";
        String start = "; try: systemctl enable --now usher.socket (who has port 80: ss -ltnp 'sport = 80')";
        if (!Files.exists(socket)) {
            why = "usher is not running: there is no socket " + socket + start;
        } else if (failure instanceof ConnectException) {
            why = "usher is not running: nothing listens on " + socket + start;
        }
        return new UnreachableException(why, failure);
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
            connection = null;
        } catch (IOException ignored) { // nothing is asked here any more
        }
    }
}
