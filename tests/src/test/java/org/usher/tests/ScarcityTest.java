package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A machine that has too little of something, for real: descriptors, room in a queue, disk, directories. */
@SystemTest
final class ScarcityTest {
    private static final String REQUEST = Wire.get("/fast/");

    /** Of the 200 ticks of {@value #INTERVAL} s; a loop that spins takes all that it can get. */
    private static final long WAITING_TICKS_MAX = 20;

    private static final String INTERVAL = "2";

    /**
     * Descriptors that the dispatcher may have. They bound those in flight, too, which the kernel counts for a user on the
     * whole machine: tests beside this one must have room.
     */
    private static final int FEW = 1000;

    private static final int MORE = FEW + 20;

    private final Container container;

    ScarcityTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        container
                .run("rm", "--force", "/etc/systemd/system/usher.service.d/few.conf")
                .succeeded();
        Load.prepare(container);
    }

    @Test
    void acceptPausesWhileNineTenthsOfTheDescriptorsAreInUse() throws IOException {
        container.dropIn("usher.service", "few", "[Service]\nLimitNOFILE=" + FEW + "\n");
        container.systemctl("restart", "usher.service");
        Wire.assertServed(container.connect("127.0.0.1", 80).send(REQUEST));
        long descriptors = Processor.settledDescriptors(container);

        HalfHeads heads = HalfHeads.open(container, MORE);
        Client waiting = container.connect("127.0.0.1", 80).send(REQUEST);
        container.awaitJournal("usher.service", "accept on port 80 pauses: 90 % of LimitNOFILE= are in use");
        assertWaitsWithoutSpinning();
        assertTrue(Processor.descriptors(container) <= FEW * 9 / 10 + 2, () -> "more than 90 % are in use");

        assertEquals(MORE, heads.complete());
        Wire.assertServed(waiting);
        Processor.awaitDescriptorsAtMost(container, descriptors);
    }

    /** What apps hand back is taken a little longer than what is new, which waits already. */
    @Test
    void takingBackPausesWhileNineteenTwentiethsOfTheDescriptorsAreInUse() throws IOException {
        Rogue.enable(container, "rogue");
        container.dropIn("usher.service", "few", "[Service]\nLimitNOFILE=" + FEW + "\n");
        container.systemctl("restart", "usher.service");
        Wire.awaitStatus(container, "/rogue/options", 200);
        // What comes back is sent through sockets of its own, which are opened for the first.
        try (Client client = container.connect("127.0.0.1", 80).send(Rogue.ask("rogue", "set/TCP_CORK"))) {
            client.receiveBody();
            Wire.assertServed(client.send(REQUEST));
        }
        long descriptors = Processor.settledDescriptors(container);
        List<Client> kept = new ArrayList<>();
        for (int i = 0; i < FEW / 10; i++) {
            Client client = container.connect("127.0.0.1", 80).send(Rogue.ask("rogue", "keep"));
            client.receiveBody();
            kept.add(client);
        }
        String release = Rogue.ask("rogue", "release");
        Client releasing = container.connect("127.0.0.1", 80).send(release.substring(0, 9));

        HalfHeads heads = HalfHeads.open(container, MORE);
        container
                .sh("until journalctl --output=cat _SYSTEMD_INVOCATION_ID="
                        + container.property("usher.service", "InvocationID")
                        + " | grep --quiet 'accept on port 80 pauses: 90 %'; do :; done")
                .succeeded();
        assertEquals("released", releasing.send(release.substring(9)).receiveBody());
        container.awaitJournal("usher.service", "the return listener pauses: 95 % of LimitNOFILE= are in use");
        assertWaitsWithoutSpinning();
        assertTrue(Processor.descriptors(container) <= FEW * 95 / 100 + 2, () -> "more than 95 % are in use");

        assertEquals(MORE, heads.complete());
        for (Client client : kept) {
            Wire.assertServed(client.send(REQUEST));
        }
        releasing.close();
        Processor.awaitNoConnection(container);
        Processor.awaitDescriptorsAtMost(
                container, descriptors + 1); // and a socket of its own that it had not needed yet
    }

    /** The kernel counts descriptors in flight for the user: one program of user usher has too many for another. */
    @Test
    void whoCannotBeParkedSinceTooManyDescriptorsAreInFlightIsClosedAndCounted() throws IOException {
        container.dropIn("usher.service", "few", "[Service]\nLimitNOFILE=" + FEW + "\n");
        container.systemctl("restart", "usher.service");
        Client half = container.connect("127.0.0.1", 80).send(REQUEST.substring(0, 20));
        Wire.assertServed(container.connect("127.0.0.1", 80).send(REQUEST));
        container.install("in-flight.py", "/usr/lib/in-flight.py");
        container
                .run(
                        "systemd-run",
                        "--unit=in-flight",
                        "--uid=usher",
                        "--property=LimitNOFILE=65536",
                        "python3",
                        "/usr/lib/in-flight.py",
                        Integer.toString(MORE))
                .succeeded();
        container.awaitJournal("in-flight.service", "in flight");
        Wire.assertRefused(
                "TooManyConnections",
                503,
                container.connect("127.0.0.1", 80).send(REQUEST).receiveAll());

        container.systemctl("restart", "usher.service");
        container.awaitJournal("usher.service", "closed 1: too many file descriptors in flight (ETOOMANYREFS)");
        half.close();
        container.systemctl("stop", "in-flight.service");
        Wire.assertServed(container.connect("127.0.0.1", 80).send(REQUEST));
    }

    /** The park socket takes two messages of 250 here. */
    @Test
    void whatFindsNoRoomToParkIsClosedAndCounted() throws IOException {
        container.run("sysctl", "net.unix.max_dgram_qlen=1").succeeded();
        container.systemctl("restart", "usher.socket");
        container.run("sysctl", "net.unix.max_dgram_qlen=512").succeeded();
        HalfHeads heads = HalfHeads.open(container, 600);
        Wire.assertServed(container.connect("127.0.0.1", 80).send(REQUEST));
        container.systemctl("restart", "usher.service");
        container.awaitJournal(
                "usher.service",
                "parked 500 open connections for the next dispatcher and closed 100: would block (EAGAIN)");
        assertEquals(500, heads.complete());
        container.systemctl("restart", "usher.socket");
    }

    @Test
    void journalWithoutDiskStopsNobody() throws IOException {
        container
                .sh("mkdir -p /run/log/journal; mount -t tmpfs -o size=64k tmpfs /run/log/journal;"
                        + " systemctl restart systemd-journald; ! cat /dev/zero >/run/log/journal/full")
                .succeeded();
        String pid = container.property("usher.service", "MainPID");
        for (int i = 0; i < 300; i++) {
            assertEquals(404, Wire.status(container, "/nobody/"));
        }
        Wire.assertServed(container.connect("127.0.0.1", 80).send(REQUEST));
        assertEquals(pid, container.property("usher.service", "MainPID"));
        container
                .sh("umount --lazy /run/log/journal; systemctl restart systemd-journald")
                .succeeded();
    }

    @Test
    void missingDirectoryOfSocketsIsAnOfflineAppUntilTheSocketsAreMadeAnew() throws IOException {
        Apps.enable(container, "blog", "/blog/");
        Wire.awaitStatus(container, "/blog/", 200);
        container.systemctl("restart", "usher.service");
        Wire.assertServed(container.connect("127.0.0.1", 80).send(REQUEST));
        assertEquals(404, Wire.status(container, "/nobody/")); // by then the dispatcher has let go of the one before
        container.run("rm", "-r", "/run/usher").succeeded();
        // The socket that was found before is still reached, until the dispatcher looks for it.
        Wire.assertServed(container.connect("127.0.0.1", 80).send(REQUEST));
        assertEquals(503, Wire.status(container, "/blog/"));

        Client half = container.connect("127.0.0.1", 80).send(REQUEST.substring(0, 20));
        assertEquals(404, Wire.status(container, "/nobody/")); // accepted after it
        container.systemctl("restart", "usher.service");
        container.awaitJournal("usher.service", "closed 1: no such file (ENOENT)");
        half.close();
        assertEquals(503, Wire.status(container, "/fast/"));

        container.systemctl("stop", "fast.service", "blog.service"); // or their sockets could not be made
        container.systemctl("restart", "usher.socket", "fast.socket", "blog.socket");
        Wire.awaitStatus(container, "/fast/", 200);
        Wire.awaitStatus(container, "/blog/", 200);
    }

    private void assertWaitsWithoutSpinning() throws IOException {
        long before = Processor.ticks(container);
        container.run("sleep", INTERVAL).succeeded(); // the interval that is measured
        long ticks = Processor.ticks(container) - before;
        assertTrue(ticks <= WAITING_TICKS_MAX, ticks + " ticks in " + INTERVAL + " s");
    }
}
