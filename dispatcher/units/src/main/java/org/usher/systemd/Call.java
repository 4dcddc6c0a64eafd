package org.usher.systemd;

import java.util.Collection;

/** A method call that waits to be sent: where to, what, and its arguments in wire form. */
record Call(String destination, String path, String contract, String member, String signature, MessageWriter body) {
    /** The message flag NO_AUTO_START: what we ask is there or it is not. */
    private static final int NO_AUTO_START = 2;

    /** A call whose arguments are strings and lists of strings. */
    static Call of(String destination, String path, String contract, String member, Object... arguments) {
        MessageWriter body = new MessageWriter();
        StringBuilder signature = new StringBuilder();
        for (Object argument : arguments) {
            if (argument instanceof Collection<?> strings) {
                MessageWriter list = new MessageWriter();
                strings.forEach(string -> list.string(String.valueOf(string)));
                body.array(list);
                signature.append("as");
            } else {
                body.string(argument.toString());
                signature.append('s');
            }
        }
        return new Call(destination, path, contract, member, signature.toString(), body);
    }

    /** The whole message, little-endian. */
    byte[] encode(int serial) {
        MessageWriter fields = new MessageWriter();
        field(fields, 1, "o", path);
        field(fields, 2, "s", contract);
        field(fields, 3, "s", member);
        field(fields, 6, "s", destination);
        if (!signature.isEmpty()) {
            fields.align(8).octet(8).signature("g").signature(signature);
        }
        MessageWriter message = new MessageWriter();
        message.octet('l').octet(Message.CALL).octet(NO_AUTO_START).octet(1);
        message.uint32(body.size()).uint32(serial).array(fields);
        return message.align(8).raw(body.toByteArray()).toByteArray();
    }

    private static void field(MessageWriter fields, int code, String type, String value) {
        fields.align(8).octet(code).signature(type).string(value);
    }
}
