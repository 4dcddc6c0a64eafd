package org.usher.systemd;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A message from the bus (D-Bus specification, "Message Protocol").
 *
 * @param kind what it is
 * @param replySerial serial of the call that it answers; 0 if it answers none
 * @param path the object that sends a signal
 * @param sender the unique name of the connection that sent it, which the bus vouches for
 * @param member name of the signal
 * @param errorName name of the error that answers a call
 * @param signature types of the values in the body
 * @param body the values, from the first one; has one reader
 */
record Message(
        Kind kind,
        int replySerial,
        @Nullable String path,
        @Nullable String sender,
        @Nullable String member,
        @Nullable String errorName,
        String signature,
        MessageReader body) {

    /** Octets that tell how long a message is. */
    static final int PROLOGUE = 16;

    /** Four times what 10,000 sockets take. */
    private static final int REPLY_MAX = 16 << 20;

    /** A hundred times what a signal takes that tells us anything. */
    private static final int UNASKED_MAX = 64 << 10;

    /** The longest message that a bus passes on (D-Bus specification, "Message Format"). */
    private static final int LENGTH_MAX = 128 << 20;

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
        if (length > (isReply(prologue) ? REPLY_MAX : LENGTH_MAX)) {
            throw new MalformedMessageException("it is " + length + " octets long");
        }
        return (int) length;
    }

    /** Whether the message of that length is one that nobody asked for and nobody needs. */
    static boolean isTooLong(byte[] prologue, int length) {
        return !isReply(prologue) && length > UNASKED_MAX;
    }

    private static boolean isReply(byte[] prologue) {
        Kind kind = Kind.of(prologue[1]);
        return kind == Kind.RETURN || kind == Kind.ERROR;
    }

    /** Parses a message of the {@link #length} that its prologue says. */
    static Message parse(byte[] whole) throws MalformedMessageException {
        ByteBuffer octets = inItsOrder(whole);
        int bodyStart = octets.limit() - octets.getInt(4);
        octets.position(PROLOGUE - 4).limit(bodyStart);
        Fields fields = new Fields();
        fields.read(new MessageReader(octets));
        octets.limit(octets.capacity()).position(bodyStart);
        return new Message(
                Kind.of(octets.get(1)),
                fields.replySerial,
                fields.path,
                fields.sender,
                fields.member,
                fields.errorName,
                fields.signature,
                new MessageReader(octets));
    }

    private static ByteBuffer inItsOrder(byte[] message) throws MalformedMessageException {
        return switch (message[0]) {
            case 'l' -> ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
            case 'B' -> ByteBuffer.wrap(message).order(ByteOrder.BIG_ENDIAN);
            default -> throw new MalformedMessageException("byte order " + message[0]);
        };
    }

    /** The header fields, as they come ("Header Fields"). */
    private static final class Fields {
        private int replySerial;
        private @Nullable String path;
        private @Nullable String sender;
        private @Nullable String member;
        private @Nullable String errorName;
        private String signature = "";

        void read(MessageReader header) throws MalformedMessageException {
            int end = header.arrayEnd(8);
            while (header.position() < end) {
                header.align(8);
                field(header.octet(), header);
            }
            header.endArray(end);
        }

        private void field(int code, MessageReader header) throws MalformedMessageException {
            switch (code) {
                case 1 -> path = text("o", header);
                case 3 -> member = text("s", header);
                case 4 -> errorName = text("s", header);
                case 5 -> {
                    header.variant("u");
                    replySerial = header.uint32();
                }
                case 7 -> sender = text("s", header);
                case 8 -> {
                    header.variant("g");
                    signature = header.signature();
                }
                default -> header.skipVariant();
            }
        }

        private static String text(String type, MessageReader header) throws MalformedMessageException {
            header.variant(type);
            return header.string();
        }
    }
}
