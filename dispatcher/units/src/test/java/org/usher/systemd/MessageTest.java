package org.usher.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class MessageTest {
    static List<ByteOrder> orders() {
        return List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void aReplyIsReadInItsOwnByteOrder(ByteOrder order) throws MalformedMessageException {
        byte[] octets = WireMessage.reply(
                order, 258, "sbuasv", "wiki", true, 7, List.of("a", "", "\u00e4"), new WireMessage.Variant("b", false));
        assertEquals(octets.length, Message.length(Arrays.copyOf(octets, Message.PROLOGUE)));
        Message message = Message.parse(octets);
        assertEquals(Message.RETURN, message.type());
        assertEquals(258, message.replySerial());
        assertEquals("sbuasv", message.field(Message.SIGNATURE));
        MessageReader body = message.body();
        assertEquals("wiki", body.string());
        assertEquals(1, body.uint32());
        assertEquals(7, body.uint32());
        assertEquals(List.of("a", "", "\u00e4"), body.strings());
        body.variant("b");
        assertEquals(0, body.uint32());
        assertThrows(MalformedMessageException.class, body::octet, "that was all");
    }

    @ParameterizedTest
    @MethodSource("orders")
    void headerFieldsThatNobodyKnowsAreSkipped(ByteOrder order) throws MalformedMessageException {
        List<Object> fields = List.of(
                WireMessage.field(77, "s", "x"),
                WireMessage.field(78, "u", 5),
                WireMessage.field(79, "g", "a(ss)"),
                WireMessage.field(80, "o", "/x"),
                WireMessage.field(5, "u", 9));
        assertEquals(9, Message.parse(WireMessage.message(order, 2, fields, "")).replySerial());
    }

    @Test
    void aHeaderFieldOfATypeThatNoHeaderHasIsMalformed() {
        List<Object> fields = List.of(WireMessage.field(77, "as", List.of("x", "y")));
        byte[] octets = WireMessage.message(ByteOrder.LITTLE_ENDIAN, 2, fields, "");
        assertThrows(MalformedMessageException.class, () -> Message.parse(octets));
    }

    @Test
    void aTypeThatNobodyKnowsIsNoError() throws MalformedMessageException {
        byte[] octets = WireMessage.message(ByteOrder.LITTLE_ENDIAN, 9, List.of(), "");
        assertEquals(9, Message.parse(octets).type());
    }

    /** The octets of Hello as they go over the wire, eight a line. */
    @Test
    void aCallLooksLikeThis() {
        Call hello = Call.of("org.freedesktop.DBus", "/a", "x.Y", "Hello", "z");
        String wire = String.join(
                "",
                "l\\1\\2\\1\\6\\0\\0\\0", // little-endian, call, no auto-start, version 1; body of 6
                "\\5\\0\\0\\0W\\0\\0\\0", // serial 5; fields of 87
                "\\1\\1o\\0\\2\\0\\0\\0",
                "/a\\0\\0\\0\\0\\0\\0", // path
                "\\2\\1s\\0\\3\\0\\0\\0",
                "x.Y\\0\\0\\0\\0\\0", // interface
                "\\3\\1s\\0\\5\\0\\0\\0",
                "Hello\\0\\0\\0", // member
                "\\6\\1s\\0\\24\\0\\0\\0",
                "org.free",
                "desktop.",
                "DBus\\0\\0\\0\\0", // destination: 20 octets, octal 24
                "\\10\\1g\\0\\1s\\0\\0", // signature
                "\\1\\0\\0\\0z\\0");
        assertEquals(wire, visible(hello.encode(5)));
    }

    private static String visible(byte[] octets) {
        StringBuilder text = new StringBuilder();
        for (byte octet : octets) {
            text.append(
                    octet >= '!' && octet <= '~' ? String.valueOf((char) octet) : "\\" + Integer.toOctalString(octet));
        }
        return text.toString();
    }

    @Test
    void aCallWithListsIsReadBackAsItWasWritten() throws MalformedMessageException {
        Call call = Call.of("d.E", "/p", "i.J", "M", List.of("active"), List.of("*.socket", "x"));
        Message message = Message.parse(call.encode(1));
        assertEquals(Message.CALL, message.type());
        assertEquals(
                "/p M asas",
                message.field(Message.PATH) + " " + message.field(Message.MEMBER) + " "
                        + message.field(Message.SIGNATURE));
        assertEquals(List.of("active"), message.body().strings());
        assertEquals(List.of("*.socket", "x"), message.body().strings());
    }

    /** Rows: what is wrong, and the octets of a body in which a list of strings is looked for. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nothing, ''",
        "a cut length, '0 0 0'",
        "longer than the message, '0 0 0 9  0 0 0 1 41 0'",
        "a length above 2^31, 'ff ff ff ff'",
        "a string beyond the end, '0 0 0 5  0 0 0 9 41'",
        "a string length above 2^31, '0 0 0 5  80 0 0 0 41'",
        "a string without NUL, '0 0 0 6  0 0 0 1 41 42'",
        "a NUL inside, '0 0 0 7  0 0 0 2 41 0 0'",
        "an element across the end, '0 0 0 5  0 0 0 1 41 0'"
    })
    void aMalformedListIsSaidToBeOne(String name, String hex) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (String octet : hex.split("\\s+", -1)) {
            if (!octet.isEmpty()) {
                octets.write(Integer.parseInt(octet, 16));
            }
        }
        assertThrows(MalformedMessageException.class, () -> new MessageReader(ByteBuffer.wrap(octets.toByteArray()))
                .strings());
    }

    /** Whatever one octet of a good message becomes, it parses or is malformed: nothing else is thrown. */
    @Property
    void aDamagedMessageIsReadOrMalformed(
            @ForAll @IntRange(max = 199) int at, @ForAll byte octet, @ForAll boolean bigEndian) {
        ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        List<Object> fields = List.of(WireMessage.field(77, "s", "x"), WireMessage.field(5, "u", 9));
        byte[] octets = WireMessage.message(order, 2, fields, "as", List.of("one", "two", "three"));
        octets[at % octets.length] = octet;
        try {
            if (Message.length(Arrays.copyOf(octets, Message.PROLOGUE)) == octets.length) {
                Message.parse(octets).body().strings();
            }
        } catch (MalformedMessageException expected) {
            assertTrue(String.valueOf(expected.getMessage()).startsWith("the bus sent a malformed message: "));
        }
    }
}
