package org.usher.print;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OpenMetricsTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final OpenMetrics text = new OpenMetrics(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void eachKindOfFamilyHasItsEnding() {
        text.counter("a_refusals", "Refusals.").sample(4, "reason", "UnknownPath", "status", "404");
        text.gauge("a_routes", "Routes.").sample(2);
        text.info("a_build", "The program.").sample(1, "version", "0.1.0");
        text.end();
        assertEquals(
                """
                # TYPE a_refusals counter
                # HELP a_refusals Refusals.
                a_refusals_total{reason="UnknownPath",status="404"} 4
                # TYPE a_routes gauge
                # HELP a_routes Routes.
                a_routes 2
                # TYPE a_build info
                # HELP a_build The program.
                a_build_info{version="0.1.0"} 1
                # EOF
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
