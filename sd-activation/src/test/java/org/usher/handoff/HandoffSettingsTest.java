package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.usher.activation.ProcessEnvironment;

class HandoffSettingsTest {
    @Test
    void connectionsGoBackToTheDispatcherOfTheSystem() {
        ProcessEnvironment environment = new ProcessEnvironment(Map.of(), 1);
        assertEquals(
                Path.of("/run/usher/return"),
                HandoffSettings.defaults(environment).returnSocket());
    }

    @Test
    void theEnvironmentMayNameAnotherPlace() {
        ProcessEnvironment environment = new ProcessEnvironment(Map.of("USHER_RETURN", "/tmp/u/return"), 1);
        assertEquals(
                Path.of("/tmp/u/return"), HandoffSettings.defaults(environment).returnSocket());
    }
}
