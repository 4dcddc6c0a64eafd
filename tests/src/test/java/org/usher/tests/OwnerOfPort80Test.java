package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an admin does with usher's units, port 80 is systemd's or nobody's, and never the dispatcher's alone. */
@SystemTest
final class OwnerOfPort80Test {
    private static final String[] UNITS = {
        "usher.socket", "usher.service", "usher-return.socket", "usher-control.socket", "usher-park.socket"
    };

    private final Container container;

    OwnerOfPort80Test(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        container.install("fast.py", "/usr/lib/fast.py");
        Apps.enable(container, "fast", "/fast/");
        container.dropIn("fast.service", "program", "[Service]\nExecStart=\nExecStart=python3 /usr/lib/fast.py\n");
        container.systemctl("start", "usher.socket");
        assertServed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usher.socket",
                "usher.service",
                "usher-return.socket",
                "usher-control.socket",
                "usher-park.socket"
            })
    void aRestartOfAnyUnitKeepsItOpen(String unit) throws IOException {
        container.systemctl("restart", unit);
        assertServed();
        container.systemctl("stop", unit);
        container.systemctl("start", unit);
        assertServed();
    }

    @Test
    void stopsInAnyOrderLeaveNoDispatcherWithoutASocket() throws IOException {
        for (String first : UNITS) {
            for (String second : UNITS) {
                container.systemctl("stop", first);
                container.systemctl("stop", second);
                if (first.equals("usher.socket") || second.equals("usher.socket")) {
                    assertClosed();
                }
                container.systemctl("start", second);
                container.systemctl("start", first);
                assertServed();
            }
        }
    }

    @Test
    void tenRestartsInARowAreNotTooMany() throws IOException {
        for (int i = 0; i < 10; i++) {
            container.systemctl("restart", "usher.socket");
        }
        assertServed();
    }

    private void assertServed() throws IOException {
        assertEquals("active", container.property("usher.socket", "ActiveState"));
        assertEquals(200, Wire.status(container, "/fast/"));
        assertEquals("active", container.property("usher.socket", "ActiveState"));
    }

    private void assertClosed() throws IOException {
        for (String unit : UNITS) {
            assertEquals("inactive", container.property(unit, "ActiveState"), unit);
        }
        assertThrows(IOException.class, () -> container.connect("127.0.0.1", 80));
    }
}
