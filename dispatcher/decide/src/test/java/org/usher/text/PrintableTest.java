package org.usher.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class PrintableTest {
    @Test
    void octetsAreShownByRange() {
        assertEquals("b\\x00\\xc3", Printable.of("ab\u0000\u00e9".getBytes(UTF_8), 1, 4));
    }

    @Test
    void textBeyondLatinIsEscaped() {
        assertEquals("\\u202eabc", Printable.of("\u202eabc"));
    }

    @Property(tries = 2_000)
    void shownTextIsShortAndPrintableAndStaysSo(@ForAll String text) {
        String shown = Printable.of(text);
        assertEquals(true, shown.length() <= Printable.LENGTH_MAX);
        assertEquals(true, shown.chars().allMatch(c -> c >= 0x20 && c < 0x7f));
        assertEquals(shown, Printable.of(shown));
    }
}
