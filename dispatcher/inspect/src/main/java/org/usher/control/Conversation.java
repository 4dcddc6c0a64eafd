package org.usher.control;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.usher.varlink.Call;
import org.usher.varlink.CallFailure;
import org.usher.varlink.Json;
import org.usher.varlink.MessageStream;

/** One client from its first call to its last: a call, its answer, and so on. Runs on a thread of its own. */
final class Conversation {
    private final MessageStream stream;
    private final Methods methods;
    private final boolean root;

    /** {@code root} says whether the client is root. The stream stays its opener's. */
    Conversation(MessageStream stream, Methods methods, boolean root) {
        this.stream = stream;
        this.methods = methods;
        this.root = root;
    }

    /**
     * Answers until the client closes.
     *
     * @throws IOException if the client is silent for too long, or sends what is no call, which gets no answer
     */
    void run() throws IOException {
        for (byte[] message = stream.read(); message != null; message = stream.read()) {
            Call call = Call.read(message);
            Map<String, ?> reply = answer(call);
            if (!call.oneway()) {
                try (OutputStream out = stream.write()) {
                    Json.MAPPER.writeValue(out, reply);
                }
            }
        }
    }

    private Map<String, ?> answer(Call call) {
        try {
            return Map.of("parameters", methods.call(call, root));
        } catch (CallFailure failure) {
            return Map.of("error", failure.error(), "parameters", failure.parameters());
        }
    }
}
