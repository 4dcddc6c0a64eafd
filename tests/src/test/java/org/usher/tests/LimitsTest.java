package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What an admin sets in {@code [X-HTTP]} of usher.socket bounds what one client may take from others. */
@SystemTest
final class LimitsTest {
    private static final String HALF = "GET /echo/ HTTP/1.1\r\nHost: local";
    private static final String REST = "host\r\nConnection: close\r\n\r\n";

    private final Container container;

    LimitsTest(Container container) {
        this.container = container;
    }

    @Test
    void oneAddressHoldsNoMoreHalfHeadsThanItMay() throws IOException {
        Apps.enableEcho(container);
        container.dropIn("usher.socket", "limits", "[X-HTTP]\nPendingHeadsPerSourceMax=1\nHeadSizeMax=1K\n");
        container.systemctl("start", "usher.socket");
        try (Client first = container.connect("127.0.0.1", 80).send(HALF);
                Client second = container.connect("127.0.0.1", 80).send(HALF);
                Client elsewhere = container.connect("::1", 80).send(HALF)) {
            Wire.assertRefused("TooManyConnections", 503, second.receiveAll());
            Wire.assertServed(elsewhere.send(REST));
            Wire.assertServed(first.send(REST));
        }
        assertEquals(200, Wire.status(container, "/echo/"));
        assertEquals(414, Wire.status(container, "/echo/" + "a".repeat(1024)));
    }
}
