package org.usher.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketAddressBufferTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ipv4,        cb007107,                         cb007107,                         /203.0.113.7:51234",
        "ipv6,        20010db8000000000000000000000007, 20010db8000000000000000000000007, "
                + "/[2001:db8:0:0:0:0:0:7]:51234",
        "ipv4-mapped, 00000000000000000000ffffcb007107, cb007107,                         /203.0.113.7:51234",
    })
    void anInternetAddressIsReadAsItWasSet(String name, String set, String read, String asJava) {
        SocketAddressBuffer address = new SocketAddressBuffer().setPath("/longer/than/any/internet/address");
        address.setInternet(HexFormat.of().parseHex(set), 51234);

        assertEquals(read, HexFormat.of().formatHex(address.address()));
        assertEquals(asJava, address.toInetSocketAddress().toString());
        ByteBuffer copy = ByteBuffer.allocate(20).put((byte) 'x');
        address.copyAddress(copy);
        assertEquals("78" + read, HexFormat.of().formatHex(copy.array(), 0, copy.position()));
    }

    @ParameterizedTest
    @CsvSource({"0", "5", "17"})
    void anAddressOfAnotherLengthIsRefused(int length) {
        assertThrows(IllegalArgumentException.class, () -> new SocketAddressBuffer().setInternet(new byte[length], 80));
    }
}
