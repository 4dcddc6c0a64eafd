package org.usher.print;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrometheusText text = new PrometheusText(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void eachFamilyHasItsHelpAndItsTypeUnderTheNameOfItsSamples() {
        text.counter("a_refusals_total", "Refusals.").sample(4, "reason", "UnknownPath", "status", "404");
        text.gauge("a_routes", "Routes \\ \"ways\".").sample(2);
        assertEquals(
                """
                # HELP a_refusals_total Refusals.
                # TYPE a_refusals_total counter
                a_refusals_total{reason="UnknownPath",status="404"} 4
                # HELP a_routes Routes \\\\ "ways".
                # TYPE a_routes gauge
                a_routes 2
                """,
                printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aValueCannotEndItsLabel() {
        text.gauge("a", "b").sample(1, "prefix", "/a\"\\\nb");
        assertEquals(
                "a{prefix=\"/a\\\"\\\\\\nb\"} 1",
                printed.toString(StandardCharsets.UTF_8)
                        .lines()
                        .skip(2)
                        .findFirst()
                        .orElseThrow());
    }
}
