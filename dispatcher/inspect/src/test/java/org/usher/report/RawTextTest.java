package org.usher.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawTextTest {
    @ParameterizedTest
    @CsvSource({
        "/wiki/, /wiki/",
        "/\\x41\\x7a, /Az",
        "/\\xE4\\xe4, /\u00e4\u00e4",
        "/a\\b\\xg1\\x1, /a\\b\\xg1\\x1",
        "\\x5cx41, \\x41",
        "\\\\x41, \\A",
        "\\, \\"
    })
    void escapeStandsForItsOctetAndAllElseForItself(String text, String octets) {
        assertArrayEquals(octets.getBytes(ISO_8859_1), RawText.octets(text));
    }

    @Test
    void characterBeyondAsciiStandsForItsUtf8() {
        assertArrayEquals("/\u00e4\u20acA".getBytes(UTF_8), RawText.octets("/\u00e4\u20ac\\x41"));
    }

    @Test
    void everyOctetComesThrough() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        String text = RawText.of(all, 0, all.length);
        assertArrayEquals(all, RawText.octets(text));
        assertEquals(true, text.chars().allMatch(c -> c >= 0x20 && c < 0x7f), text);
    }
}
