package org.usher.varlink;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * A client's question or order. However it is spelled, reading it builds {@value #TOKENS_MAX} values at the most.
 *
 * @param method with its interface in front: {@code org.usher.Dispatcher.GetStatus}
 * @param parameters an object, perhaps an empty one
 * @param oneway whether the client wants no answer
 * @param upgrade whether the client wants to speak another protocol from here on
 */
public record VarlinkCall(String method, ObjectNode parameters, boolean oneway, boolean upgrade) {

    /** Several times what the call with the most parameters has, and room for what later clients may add. */
    private static final int TOKENS_MAX = 64;
    /** The call, its parameters, and as many levels more. */
    private static final int DEPTH_MAX = 4;

    private static final ObjectMapper MAPPER = Json.mapper(
            StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).maxTokenCount(TOKENS_MAX));

    /**
     * Reads a call. One is read at a time, whatever the number of threads: a long one takes several times its size.
     *
     * @throws IOException with a short reason if the message is no call
     */
    public static synchronized VarlinkCall read(byte[] message) throws IOException {
        JsonNode call = Json.read(MAPPER, message);
        JsonNode method = call.path("method");
        JsonNode parameters = call.path("parameters");
        if (!method.isTextual()) {
            throw new IOException("a message is not a call: it has no method");
        }
        if (!parameters.isObject() && !parameters.isMissingNode() && !parameters.isNull()) {
            throw new IOException("a message is not a call: its parameters are not an object");
        }
        return new VarlinkCall(
                method.textValue(),
                parameters instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode(),
                flag(call, "oneway"),
                flag(call, "upgrade"));
    }

    private static boolean flag(JsonNode call, String name) throws IOException {
        JsonNode flag = call.path(name);
        if (!flag.isBoolean() && !flag.isMissingNode() && !flag.isNull()) {
            throw new IOException("a message is not a call: " + name + " is neither true nor false");
        }
        return flag.asBoolean();
    }

    /** The part of the method's name before its last dot; empty without one. */
    public String interfaceName() {
        return method.substring(0, Math.max(0, method.lastIndexOf('.')));
    }
}
