package org.usher.systemd;

import java.util.Collection;

/** A method call that waits to be sent: where to, what, and its arguments in wire form. */
record Call(String destination, String path, String contract, String member, String signature, MessageWriter body) {
    private static final int METHOD_CALL = 1;
    /** The message flag NO_AUTO_START: what we ask is there or it is not. */
    private static final int NO_AUTO_START = 2;

    /** A call whose arguments are strings and lists of strings. */
    static Call of(String destination, String path, String contract, String member, Object... arguments) {
        MessageWriter body = new MessageWriter();
        StringBuilder signature = new StringBuilder();
        for (Object argument : arguments) {
            if (argument instanceof Collection<?> strings) {
                body.strings(strings);
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
        MessageWriter message = new MessageWriter();
        message.octet('l').octet(METHOD_CALL).octet(NO_AUTO_START).octet(1);
        message.uint32(body.size()).uint32(serial).uint32(0);
        int fields = message.size();
        field(message, 1, "o", path);
        field(message, 2, "s", contract);
        field(message, 3, "s", member);
        field(message, 6, "s", destination);
        if (!signature.isEmpty()) {
            message.align(8).octet(8).signature("g").signature(signature);
        }
        message.patchUint32(fields - 4, message.size() - fields);
        return message.align(8).raw(body.toByteArray()).toByteArray();
    }

    private static void field(MessageWriter message, int code, String type, String value) {
        message.align(8).octet(code).signature(type).string(value);
    }
}
