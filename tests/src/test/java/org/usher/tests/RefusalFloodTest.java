package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * What a flood of requests that are refused costs the neighbours of the flooded URL: hardly more than one of as many
 * requests that are served.
 *
 * <p>A machine that is busy with other things delays single requests more than any flood does. So the floods take turns,
 * and of each the best round counts: the one that was disturbed least.
 */
@SystemTest
final class RefusalFloodTest {
    private static final double RATIO_MAX = 1.5;

    /** What the clock, the scheduler and Python make of two equal rounds on an idle machine. */
    private static final double NOISE_MILLIS = 1;

    private static final String ROUNDS = "10";
    private static final String REQUESTS_PER_SECOND = "1000";

    private final Container container;

    RefusalFloodTest(Container container) {
        this.container = container;
    }

    @Test
    void refusedRequestsDelayTheNeighboursHardlyMoreThanServedOnes() throws Exception {
        Load.prepare(container);
        Apps.enable(container, "other", "/other/");
        container.dropIn("other.service", "program", "[Service]\nExecStart=\nExecStart=python3 /usr/lib/fast.py\n");
        Wire.awaitStatus(container, "/other/", 200);
        container.install("flood.py", "/usr/lib/flood.py");
        // A command of the container would have 55 s, of which the rounds alone take 40.
        Process flood = container.start("python3", "/usr/lib/flood.py", ROUNDS, REQUESTS_PER_SECOND);
        String printed = new String(flood.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, flood.waitFor(), printed);
        System.out.println(printed);
        double served = 0;
        for (String line : printed.lines().toList()) {
            String[] words = line.split(" ", -1);
            double millis = Double.parseDouble(words[1]);
            served = words[0].equals("well-formed") ? millis : served;
            assertTrue(Integer.parseInt(words[2]) > 0, printed);
            assertTrue(millis <= Math.max(RATIO_MAX * served, served + NOISE_MILLIS), printed);
        }
    }
}
