package org.usher.systemd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A message from the bus (D-Bus specification, "Message Protocol").
 *
 * @param kind what it is
 * @param replySerial serial of the call that it answers; 0 if it answers none
 * @param fields those of its header fields that are text, by their codes
 * @param body the values, from the first one; has one reader
 */
record Message(Kind kind, int replySerial, Map<Integer, String> fields, MessageReader body) {
    /** Octets that tell how long a message is. */
    static final int PROLOGUE = 16;

    /** Four times what 10,000 sockets take. */
    private static final int REPLY_MAX = 16 << 20;

    /** A hundred times what a signal takes that tells us anything. */
    private static final int UNASKED_MAX = 64 << 10;

    /** The longest message that a bus passes on (D-Bus specification, "Message Format"). */
    private static final int LENGTH_MAX = 128 << 20;

    /** The code of the one header field we need that is a number. */
    private static final int REPLY_SERIAL = 5;

    /** The types of message; one that we do not know is ignored, as the specification asks. */
    enum Kind {
        UNKNOWN,
        CALL,
        RETURN,
        ERROR,
        SIGNAL;

        private static Kind of(int type) {
            Kind[] kinds = values();
            return type > 0 && type < kinds.length ? kinds[type] : UNKNOWN;
        }

        boolean isReply() {
            return this == RETURN || this == ERROR;
        }
    }

    /** The object that sends a signal; empty where none is named, as are all of these. */
    String path() {
        return fields.getOrDefault(1, "");
    }

    /** Name of the signal. */
    String member() {
        return fields.getOrDefault(3, "");
    }

    /** Name of the error that answers a call. */
    String errorName() {
        return fields.getOrDefault(4, "");
    }

    /** The unique name of the connection that sent it, which the bus vouches for. */
    String sender() {
        return fields.getOrDefault(7, "");
    }

    /** Types of the values in the body. */
    String signature() {
        return fields.getOrDefault(8, "");
    }

    /** Whether this answers a call with an error of one of these names. */
    boolean failedWith(List<String> names) {
        return kind == Kind.ERROR && names.contains(errorName());
    }

    /**
     * The values of a reply, which must have that signature.
     *
     * @param asked what was asked, for the message of the exception
     */
    MessageReader values(String signature, String asked) throws IOException {
        if (kind == Kind.ERROR) {
            String text = signature().startsWith("s") ? body.string() : "";
            throw new IOException(asked + ": " + text + " (" + errorName() + ")");
        }
        if (!signature().equals(signature)) {
            throw new MalformedMessageException(
                    asked + " is answered with \"" + signature() + "\" instead of \"" + signature + "\"");
        }
        return body;
    }

    /** The octets of the whole message that begins with this prologue. */
    static int length(byte[] prologue) throws MalformedMessageException {
        ByteBuffer octets = inItsOrder(prologue);
        if (octets.get(3) != 1) {
            throw new MalformedMessageException("protocol version " + octets.get(3));
        }
        long body = Integer.toUnsignedLong(octets.getInt(4));
        long fields = Integer.toUnsignedLong(octets.getInt(12));
        long length = PROLOGUE + (fields + 7) / 8 * 8 + body;
        if (length > (Kind.of(prologue[1]).isReply() ? REPLY_MAX : LENGTH_MAX)) {
            throw new MalformedMessageException("it is " + length + " octets long");
        }
        return (int) length;
    }

    /** Whether the message of that length is one that nobody asked for and nobody needs. */
    static boolean isTooLong(byte[] prologue, int length) {
        return !Kind.of(prologue[1]).isReply() && length > UNASKED_MAX;
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
            if (type.equals("u")) {
                int number = header.uint32();
                replySerial = code == REPLY_SERIAL ? number : replySerial;
            } else {
                fields.put(code, header.text(type));
            }
        }
        header.endArray(end);
        octets.limit(octets.capacity()).position(bodyStart);
        return new Message(Kind.of(octets.get(1)), replySerial, fields, new MessageReader(octets));
    }

    private static ByteBuffer inItsOrder(byte[] message) throws MalformedMessageException {
        return switch (message[0]) {
            case 'l' -> ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
            case 'B' -> ByteBuffer.wrap(message).order(ByteOrder.BIG_ENDIAN);
            default -> throw new MalformedMessageException("byte order " + message[0]);
        };
    }
}
