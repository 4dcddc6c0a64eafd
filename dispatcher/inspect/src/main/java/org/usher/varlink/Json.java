package org.usher.varlink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The JSON of messages: one object each, nothing after it, no key twice, bounded in depth. */
public final class Json {
    private static final int REPLY_DEPTH_MAX = 16;

    /** Reads and writes records by the names of their components. */
    public static final ObjectMapper MAPPER =
            mapper(StreamReadConstraints.builder().maxNestingDepth(REPLY_DEPTH_MAX));

    private Json() {}

    /** Makes a mapper that stops at the first token beyond {@code bounds}, before anything is built from it. */
    static ObjectMapper mapper(StreamReadConstraints.Builder bounds) {
        JsonFactory factory =
                JsonFactory.builder().streamReadConstraints(bounds.build()).build();
        return JsonMapper.builder(factory)
                .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
                .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .build();
    }

    /**
     * Reads a message.
     *
     * @throws IOException with a short reason, which quotes nothing, if it is no JSON object
     */
    public static JsonNode read(ObjectMapper mapper, byte[] message) throws IOException {
        JsonNode node;
        try {
            node = mapper.readTree(message);
        } catch (JsonProcessingException malformed) {
            throw new IOException("a message is not JSON", malformed);
        }
        if (!node.isObject()) {
            throw new IOException("a message is not a JSON object");
        }
        return node;
    }
}
