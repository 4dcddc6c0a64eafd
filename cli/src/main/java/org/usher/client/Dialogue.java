package org.usher.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.usher.control.ControlServer;
import org.usher.varlink.Json;
import org.usher.varlink.MessageStream;

/**
 * One connection to a dispatcher: calls go out, and their answers come back in the same order. Every method throws
 * {@link UnreachableException} if the other side is absent, or sends something that is not an answer. For one thread.
 */
final class Dialogue implements Closeable {
    private static final String INTERFACE = "org.usher.Dispatcher.";
    /** Ten thousand routes are 3 MiB. */
    private static final int REPLY_SIZE_MAX = 64 << 20;

    /** Longer than a start of the dispatcher, which the question itself may cause. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path socket;
    private final MessageStream stream;

    private Dialogue(Path socket, MessageStream stream) {
        this.socket = socket;
        this.stream = stream;
    }

    static Dialogue open(Path socket) {
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            return new Dialogue(socket, new MessageStream(channel, REPLY_SIZE_MAX, PATIENCE));
        } catch (IOException absent) {
            throw unreachable(socket, absent);
        }
    }

    /**
     * Sends a call and does not wait for its answer.
     *
     * @throws IllegalStateException if it is longer than a dispatcher takes; nothing is sent
     */
    void send(String method, Object parameters) {
        try {
            byte[] call = Json.MAPPER.writeValueAsBytes(Map.of("method", INTERFACE + method, "parameters", parameters));
            int max = ControlServer.callSizeMax(isRoot());
            if (call.length > max) {
                throw new IllegalStateException(
                        method + ": the call has " + call.length + " octets, and the dispatcher takes " + max);
            }
            try (OutputStream out = stream.write()) {
                out.write(call);
            }
        } catch (SocketTimeoutException stuck) {
            throw unreachable(socket, stuck);
        } catch (IOException closed) {
            lastWords();
            throw unreachable(socket, closed);
        }
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /** A dispatcher that has no place for us says so before it has read anything. */
    private void lastWords() {
        try {
            byte[] message = stream.read();
            if (message != null) {
                requirePlace(Json.read(message));
            }
        } catch (IOException ignored) { // it has said nothing
        }
    }

    private void requirePlace(JsonNode reply) {
        if (reply.path("error").asText().equals(ControlServer.TOO_MANY_CLIENTS)) {
            throw new UnreachableException("ask the dispatcher at " + socket + ": it has too many clients; try again");
        }
    }

    /**
     * Waits for the answer to the first call that has none yet, and returns its parameters.
     *
     * @param method which that was
     * @throws RefusedCallException with the dispatcher's reason if it did not do what it was asked
     */
    JsonNode receive(String method) {
        try {
            byte[] message = stream.read();
            if (message == null) {
                throw new IOException("the connection was closed without an answer");
            }
            JsonNode reply = Json.read(message);
            requirePlace(reply);
            return parameters(method, reply);
        } catch (IOException silent) {
            throw unreachable(socket, silent);
        }
    }

    private static JsonNode parameters(String method, JsonNode reply) {
        JsonNode error = reply.path("error");
        JsonNode parameters = reply.path("parameters");
        if (error.isTextual()) {
            String detail = parameters instanceof ObjectNode object && object.has("reason")
                    ? object.path("reason").asText()
                    : error.asText() + " " + parameters;
            throw new RefusedCallException(error.asText(), method + ": " + detail);
        }
        return parameters;
    }

    private static UnreachableException unreachable(Path socket, IOException failure) {
        return new UnreachableException(
                "ask the dispatcher at " + socket + ": " + reason(socket, failure)
                        + "; try: systemctl status usher.socket usher.service",
                failure);
    }

    private static String reason(Path socket, IOException failure) {
        if (!Files.exists(socket)) {
            return "there is no such socket";
        }
        if (failure instanceof ConnectException) {
            return "nothing listens on it";
        }
        return String.valueOf(failure.getMessage());
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException ignored) { // nothing is asked here any more
        }
    }
}
