package org.usher.varlink;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The JSON of all messages: one object each, nothing after it, no key twice, not nested deeper than a call needs. */
public final class Json {
    private static final int DEPTH_MAX = 16;

    /** Reads and writes records by the names of their components. */
    public static final ObjectMapper MAPPER = mapper();

    private Json() {}

    private static ObjectMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .build());
        return mapper;
    }

    /**
     * Reads a message.
     *
     * @throws IOException with a short reason, which quotes nothing, if it is no JSON object
     */
    public static JsonNode read(byte[] message) throws IOException {
        JsonNode node;
        try {
            node = MAPPER.readTree(message);
        } catch (JsonProcessingException malformed) {
            throw new IOException("a message is no JSON text", malformed);
        }
        if (!node.isObject()) {
            throw new IOException("a message is no JSON object");
        }
        return node;
    }
}
