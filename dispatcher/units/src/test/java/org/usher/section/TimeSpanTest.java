package org.usher.section;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeSpanTest {
    @ParameterizedTest(name = "\"{0}\" is {1} ms")
    @CsvSource({
        "0, 0",
        "90, 90000",
        "1.5, 1500",
        ".5, 500",
        "2h, 7200000",
        "2hours, 7200000",
        "1min 30s, 90000",
        "1min30s, 90000",
        "55s500ms, 55500",
        "300ms20s 5day, 432020300",
        "5 min, 300000",
        "1000us, 1",
        "2000\u00b5s, 2",
        "1w, 604800000"
    })
    void aSpanIsReadAsSystemdReadsIt(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), TimeSpan.parse(text));
    }

    @ParameterizedTest(name = "\"{0}\" is none")
    @ValueSource(
            strings = {"", " ", "s", "-1", "1x", "1..5", ".", "1 2 x", "infinity", "1e3", "99999999999999999y", "0x10"})
    void whatIsNoSpanIsRefused(String text) {
        assertNull(TimeSpan.parse(text));
    }

    @Property
    void anyTextHasAnAnswer(@ForAll String text) {
        Duration span = TimeSpan.parse(text);
        assertEquals(false, span != null && span.isNegative());
    }
}
