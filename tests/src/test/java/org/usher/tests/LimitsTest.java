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
        container.systemctl("start", "usher.socket", "usher.service");
        container.systemctl("reload", "usher");
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

    @Test
    void changedLimitsAreInForceAfterDaemonReload() throws IOException {
        Apps.enableEcho(container);
        container.systemctl("start", "usher.socket", "usher.service");
        container.awaitProperty("usher.service", "ActiveState", "active");
        String dispatcher = container.property("usher.service", "MainPID");
        String target = "/echo/" + "a".repeat(1500);
        container.dropIn("usher.socket", "limits", "[X-HTTP]\nHeadSizeMax=1K\n");
        Wire.awaitStatus(container, target, 414);
        container.dropIn("usher.socket", "limits", "[X-HTTP]\nHeadSizeMax=32K\nPendingHeadsPerSourceMax=1\n");
        Wire.awaitStatus(container, target, 200);
        assertEquals(200, Wire.status(container, "/echo/" + "a".repeat(30_000)));
        try (Client first = container.connect("127.0.0.1", 80).send(HALF);
                Client second = container.connect("127.0.0.1", 80).send(HALF)) {
            Wire.assertRefused("TooManyConnections", 503, second.receiveAll());
            Wire.assertServed(first.send(REST));
        }
        try (Client waiting = container.connect("127.0.0.1", 80).send(HALF)) {
            container.dropIn("usher.socket", "limits", "[X-HTTP]\nHeadTimeoutSec=3s\nHosts=www.example\n");
            Wire.assertRefused("HeadTimeout", 408, waiting.receiveAll());
        }
        assertEquals("421", statusFor("elsewhere.example"));
        assertEquals("200", statusFor("www.example"));
        assertEquals(dispatcher, container.property("usher.service", "MainPID"));
    }

    /** Returns the status of the answer to a request for this host. */
    private String statusFor(String host) throws IOException {
        try (Client client = container.connect("127.0.0.1", 80)) {
            return client.send("GET /echo/ HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .receiveAll()
                    .substring(9, 12);
        }
    }
}
