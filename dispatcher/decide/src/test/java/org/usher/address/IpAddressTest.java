package org.usher.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "::1, ::1",
        "::, ::",
        "1::, 1::",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "64:ff9b::192.0.2.1, 64:ff9b::c000:201",
        "::ffff:192.0.2.1, 192.0.2.1",
    })
    void addressHasOneSpelling(String text, String canonical) {
        assertEquals(canonical, String.valueOf(IpAddress.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":::",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "01.2.3.4",
                "1.2.3.256",
                "1.2.3.",
                ".1.2.3",
                "1.2.3.-4",
                "1:2",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "::g",
                "::1%eth0",
                "1:2:3:4:5:6:7:8::",
                "::1:",
                ":1::",
                "1.2.3.4::",
                "::1.2.3.4:5",
                "[::1]",
                "1:2:3:4:5:6:7:1.2.3.4"
            })
    void otherTextIsNoAddress(String text) {
        assertNull(IpAddress.parse(text));
    }

    @Property(tries = 2_000)
    void canonicalTextNamesTheSameAddress(@ForAll @Size(16) byte[] octets) throws UnknownHostException {
        octets[2] = octets[3] = octets[8] = octets[9] = 0;
        IpAddress address = IpAddress.of(octets);
        assertEquals(address, IpAddress.parse(address.toString()));
        assertEquals(
                address, IpAddress.of(InetAddress.getByName(address.inUrl()).getAddress()));
        assertEquals(address.hashCode(), IpAddress.of(octets).hashCode());
    }

    @Test
    void loopbackIsKnown() {
        assertEquals(true, address("127.9.9.9").isLoopback());
        assertEquals(true, address("::1").isLoopback());
        assertEquals(false, address("::2").isLoopback());
        assertEquals(false, address("10.0.0.1").isLoopback());
    }

    @Test
    void addressHasFourOrSixteenOctets() {
        assertThrows(IllegalArgumentException.class, () -> IpAddress.of(new byte[5]));
    }

    private static IpAddress address(String text) {
        return Objects.requireNonNull(IpAddress.parse(text));
    }
}
