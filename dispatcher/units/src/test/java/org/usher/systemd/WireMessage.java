package org.usher.systemd;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Messages as a bus sends them, in either byte order: written independently of {@link MessageWriter}. */
final class WireMessage {
    /** A variant: the type of the value, and the value. */
    record Variant(String type, Object value) {}

    private final ByteBuffer octets;

    private WireMessage(ByteOrder order) {
        this.octets = ByteBuffer.allocate(1 << 20).order(order);
    }

    static byte[] reply(ByteOrder order, int replySerial, String signature, Object... values) {
        return message(order, 2, List.of(field(5, "u", replySerial)), signature, values);
    }

    static byte[] error(ByteOrder order, int replySerial, String name, String text) {
        return message(order, 3, List.of(field(5, "u", replySerial), field(4, "s", name)), "s", text);
    }

    static byte[] signal(ByteOrder order, String member, String signature, Object... values) {
        return signalOf("/x", order, member, signature, values);
    }

    static byte[] signalOf(String path, ByteOrder order, String member, String signature, Object... values) {
        return signalFrom(FakeSystemd.OWNER, path, order, member, signature, values);
    }

    static byte[] signalFrom(
            String sender, String path, ByteOrder order, String member, String signature, Object... values) {
        List<Object> fields =
                List.of(field(1, "o", path), field(2, "s", "x.Y"), field(3, "s", member), field(7, "s", sender));
        return message(order, 4, fields, signature, values);
    }

    static Object field(int code, String type, Object value) {
        return List.of(code, new Variant(type, value));
    }

    static byte[] message(ByteOrder order, int kind, List<Object> fields, String signature, Object... values) {
        WireMessage body = new WireMessage(order);
        body.values(signature, Arrays.asList(values));
        WireMessage whole = new WireMessage(order);
        whole.octets.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'l' : 'B'));
        whole.octets.put((byte) kind).put((byte) 0).put((byte) 1);
        whole.octets.putInt(body.octets.position()).putInt(7);
        Object[] all = fields.toArray(Arrays.copyOf(new Object[0], fields.size() + (signature.isEmpty() ? 0 : 1)));
        if (!signature.isEmpty()) {
            all[fields.size()] = field(8, "g", signature);
        }
        whole.values("a(yv)", List.of(Arrays.asList(all)));
        whole.align(8);
        whole.octets.put(body.octets.flip());
        return Arrays.copyOf(whole.octets.array(), whole.octets.position());
    }

    private void values(String types, List<?> values) {
        String rest = types;
        for (Object value : values) {
            rest = rest.substring(value(rest, value));
        }
    }

    /** Writes a value of the first complete type and returns the length of that type. */
    private int value(String types, Object value) {
        switch (types.charAt(0)) {
            case 'y' -> octets.put(((Integer) value).byteValue());
            case 'u' -> align(4).octets.putInt((Integer) value);
            case 'b' -> align(4).octets.putInt((Boolean) value ? 1 : 0);
            case 't' -> align(8).octets.putLong((Long) value);
            case 's', 'o' -> {
                byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
                align(4).octets.putInt(text.length).put(text).put((byte) 0);
            }
            case 'g' -> text((String) value);
            case 'v' -> {
                text(((Variant) value).type);
                value(((Variant) value).type, ((Variant) value).value);
            }
            case 'a' -> {
                return array(types.substring(1), (List<?>) value) + 1;
            }
            case '(' -> {
                align(8);
                int length = types.indexOf(')');
                values(types.substring(1, length), (List<?>) value);
                return length + 1;
            }
            default -> throw new IllegalArgumentException(types);
        }
        return 1;
    }

    private void text(String signature) {
        octets.put((byte) signature.length())
                .put(signature.getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0);
    }

    private int array(String element, List<?> values) {
        int lengthAt = align(4).octets.position();
        octets.putInt(0);
        if ("(t".indexOf(element.charAt(0)) >= 0) {
            align(8);
        }
        int start = octets.position();
        for (Object value : values) {
            value(element, value);
        }
        octets.putInt(lengthAt, octets.position() - start);
        return element.charAt(0) == '(' ? element.indexOf(')') + 1 : 1;
    }

    private WireMessage align(int boundary) {
        while (octets.position() % boundary != 0) {
            octets.put((byte) 0);
        }
        return this;
    }
}
