package org.usher.systemd;

import java.util.Collection;
import java.util.List;

/** A method call that waits to be sent: where to, what, and its arguments in wire form. */
record Call(String destination, String path, String contract, String member, String signature, MessageWriter body) {
    private static final int METHOD_CALL = 1;
    /** The message flag NO_AUTO_START: what we ask is there or it is not. */
    private static final int NO_AUTO_START = 2;

    /** A call whose arguments are strings. */
    static Call of(String destination, String path, String contract, String member, String... arguments) {
        MessageWriter body = new MessageWriter();
        for (String argument : arguments) {
            body.string(argument);
        }
        return new Call(destination, path, contract, member, "s".repeat(arguments.length), body);
    }

    /** A call with one argument that is a list of strings. */
    static Call ofList(String destination, String path, String contract, String member, Collection<String> argument) {
        MessageWriter body = new MessageWriter().strings(List.copyOf(argument));
        return new Call(destination, path, contract, member, "as", body);
    }

    /** A call with two arguments that are lists of strings. */
    static Call ofLists(
            String destination, String path, String contract, String member, List<String> first, List<String> second) {
        MessageWriter body = new MessageWriter().strings(first).strings(second);
        return new Call(destination, path, contract, member, "asas", body);
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
