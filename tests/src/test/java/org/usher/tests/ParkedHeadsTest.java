package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that wait for their head while the dispatcher is replaced. */
@SystemTest
final class ParkedHeadsTest {
    private static final String REQUEST = Wire.get("/fast/");

    /** {@code PendingHeadsMax=}, as it is where the unit says nothing. */
    private static final int PENDING_HEADS_MAX = 8192;

    private final Container container;

    ParkedHeadsTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        Load.prepare(container);
    }

    @Test
    void halfAHeadIsCompletedAfterARestart() throws IOException {
        Client client = halfAHead();
        container.systemctl("restart", "usher.service");
        container.awaitJournal("usher.service", "took up 1 open connection");
        Wire.assertServed(client.send(REQUEST.substring(20)));
    }

    @Test
    void stopThatLeavesSomebodyWaitingIsFollowedByAStart() throws IOException {
        Client client = halfAHead();
        String before = container.property("usher.service", "MainPID");
        container.systemctl("stop", "usher.service");
        container.awaitProperty("usher.service", "ActiveState", "active");
        assertNotEquals(before, container.property("usher.service", "MainPID"));
        Wire.assertServed(client.send(REQUEST.substring(20)));
    }

    /** As packages do when they are removed. */
    @Test
    void stopOfTheSocketsFirstEndsAll() throws IOException {
        Client client = halfAHead();
        container.systemctl("stop", "usher.socket", "usher-return.socket", "usher-control.socket", "usher-park.socket");
        container.systemctl("stop", "usher.service");
        assertThrows(IOException.class, client::receiveAll);
        for (String unit : new String[] {"usher.service", "usher.socket", "usher-park.socket"}) {
            assertEquals("inactive", container.property(unit, "ActiveState"), unit);
        }
        client.close();
    }

    @Test
    void asManyHeadsAsMayBePendingOutliveARestart() throws IOException {
        HalfHeads heads = HalfHeads.open(container, PENDING_HEADS_MAX);
        Wire.assertServed(container.connect("127.0.0.1", 80).send(REQUEST)); // after all heads before it
        container.systemctl("restart", "usher.service");
        container.awaitJournal("usher.service", "parked " + PENDING_HEADS_MAX + " open connections");
        container.awaitJournal("usher.service", "took up " + PENDING_HEADS_MAX + " open connections");
        assertEquals(PENDING_HEADS_MAX, heads.complete());
    }

    /** A client whose head the dispatcher has seen half of: whoever came after it has been served. */
    private Client halfAHead() throws IOException {
        Client client = container.connect("127.0.0.1", 80).send(REQUEST.substring(0, 20));
        Wire.assertServed(container.connect("127.0.0.1", 80).send(REQUEST));
        return client;
    }
}
