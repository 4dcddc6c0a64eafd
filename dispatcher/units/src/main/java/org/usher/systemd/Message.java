package org.usher.systemd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * A message from the bus (D-Bus specification, "Message Protocol").
 *
 * @param type what it is; a type without a name here is ignored, as the specification asks
 * @param replySerial serial of the call that it answers; 0 if it answers none
 * @param fields its other header fields as text, by their codes
 * @param body the values, from the first one; has one reader
 */
record Message(int type, int replySerial, Map<Integer, String> fields, MessageReader body) {
    static final int CALL = 1;
    static final int RETURN = 2;
    static final int ERROR = 3;
    static final int SIGNAL = 4;

    /** Octets that tell how long a message is. */
    static final int PROLOGUE = 16;

    /** Four times what 10,000 sockets take. */
    private static final int REPLY_MAX = 16 << 20;

    /** A hundred times what a signal takes that tells us anything. */
    static final int UNASKED_MAX = 64 << 10;

    // The codes of header fields: the object that sends a signal, its name, the name of an error, the serial of the
    // call that is answered, the unique name of the sender, which the bus vouches for, and the types of the body.
    static final int PATH = 1;
    static final int MEMBER = 3;
    static final int ERROR_NAME = 4;
    private static final int REPLY_SERIAL = 5;
    static final int SENDER = 7;
    static final int SIGNATURE = 8;

    /** The value of a header field; empty where there is none. */
    String field(int code) {
        return fields.getOrDefault(code, "");
    }

    /**
     * The values of a reply, which must have that signature.
     *
     * @param asked what was asked, for the message of the exception
     */
    MessageReader values(String signature, String asked) throws IOException {
        if (type == ERROR) {
            String text = field(SIGNATURE).startsWith("s") ? body.string() : "";
            throw new IOException(asked + ": " + text + " (" + field(ERROR_NAME) + ")");
        }
        String answered = field(SIGNATURE);
        if (!answered.equals(signature)) {
            throw new MalformedMessageException(
                    asked + " is answered with \"" + answered + "\" instead of \"" + signature + "\"");
        }
        return body;
    }

    /** The value of a property of {@code unit}, which must have that type. */
    MessageReader property(String type, String unit) throws IOException {
        MessageReader value = values("v", "Get of " + unit);
        value.variant(type);
        return value;
    }

    /** Whether messages of that type answer calls. */
    static boolean isReply(int type) {
        return type == RETURN || type == ERROR;
    }

    /** The octets of the whole message that begins with this prologue. */
    static long length(byte[] prologue) throws MalformedMessageException {
        ByteBuffer octets = inItsOrder(prologue);
        if (octets.get(3) != 1) {
            throw new MalformedMessageException("protocol version " + octets.get(3));
        }
        long body = Integer.toUnsignedLong(octets.getInt(4));
        long fields = Integer.toUnsignedLong(octets.getInt(12));
        long length = PROLOGUE + (fields + 7) / 8 * 8 + body;
        if (length > REPLY_MAX && isReply(prologue[1])) {
            throw new MalformedMessageException("it is " + length + " octets long");
        }
        return length;
    }

    /** Parses a message of the {@link #length} that its prologue says. */
    static Message parse(byte[] whole) throws MalformedMessageException {
        ByteBuffer octets = inItsOrder(whole);
        int bodyStart = octets.limit() - octets.getInt(4);
        octets.position(PROLOGUE - 4).limit(bodyStart);
        MessageReader header = new MessageReader(octets);
        Map<Integer, String> fields = new HashMap<>();
        int replySerial = 0;
        int end = header.arrayEnd(8);
        while (header.position() < end) {
            header.align(8);
            int code = header.octet();
            String type = header.signature();
            if (code == REPLY_SERIAL) {
                replySerial = header.uint32();
            } else {
                fields.put(code, header.text(type));
            }
        }
        header.endArray(end);
        octets.limit(octets.capacity()).position(bodyStart);
        return new Message(octets.get(1), replySerial, fields, new MessageReader(octets));
    }

    private static ByteBuffer inItsOrder(byte[] message) throws MalformedMessageException {
        return switch (message[0]) {
            case 'l' -> ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
            case 'B' -> ByteBuffer.wrap(message).order(ByteOrder.BIG_ENDIAN);
            default -> throw new MalformedMessageException("byte order " + message[0]);
        };
    }
}
