package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever systemctl does to a unit shows in routing by itself. The dispatcher reads everything once a minute and the
 * tests wait for a quarter of that, so what they see is what it has heard.
 */
@SystemTest
final class LiveRoutesTest {
    private static final String DROP_IN = "/etc/systemd/system/wiki.socket.d/override.conf";

    private static final int CHANGES = 5;
    private static final int STARTS = 12;

    private final Container container;

    LiveRoutesTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        Apps.enableEcho(container); // somebody who answers for this host
        Apps.enable(container, "wiki", "/wiki/");
        container.systemctl("start", "usher.socket", "usher.service");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @Test
    void stopAndStart() throws IOException {
        stop();
        Wire.awaitStatus(container, "/wiki/", 404);
        container.systemctl("start", "wiki.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @Test
    void requestRightAfterAStartIsServed() throws IOException {
        for (int i = 0; i < STARTS; i++) {
            stop();
            Wire.awaitStatus(container, "/wiki/", 404);
            String before = i % 2 == 0 ? "" : "systemctl daemon-reload; ";
            assertEquals("200", statusAfter(before + "systemctl start wiki.socket", "/wiki/"), before);
        }
    }

    /** systemd says that it begins to load units anew long before it is done, and the dispatcher may wait for a processor. */
    @Test
    void requestRightAfterAChangeIsServedOnABusyMachine() throws IOException {
        container
                .sh("systemd-run --quiet --unit=busy sh -c 'for i in 1 2 3 4; do while :; do :; done & done; wait'")
                .succeeded();
        for (int i = 0; i < CHANGES; i++) {
            container.write(DROP_IN, "[X-HTTP]\nPrefix=/busy" + i + "/\n");
            assertEquals("200", statusAfter("systemctl daemon-reload", "/busy" + i + "/"));
            stop();
            assertEquals("200", statusAfter("systemctl restart usher; systemctl start wiki.socket", "/wiki/"));
        }
        container.systemctl("stop", "busy");
        container.removeDropIn("wiki.socket", "override");
    }

    /** As in a shell, where the next command follows in a few milliseconds. */
    private String statusAfter(String commands, String path) throws IOException {
        String curl = "; curl --silent --output /dev/null --write-out '%{http_code}' http://127.0.0.1" + path;
        return container.sh("systemctl reset-failed; " + commands + curl).succeeded();
    }

    /** Counted from the end of the command: what systemd itself takes is not ours. The median, for the machine is shared. */
    @Test
    void aChangeIsInForceWithinASecond() throws IOException {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            stop();
            times.add(Took.by(() -> Wire.awaitStatus(container, "/wiki/", 404)).time());
            container.systemctl("start", "wiki.socket");
            times.add(Took.by(() -> Wire.awaitStatus(container, "/wiki/", 200)).time());
            container.dropIn("wiki.socket", "override", "[X-HTTP]\nPrefix=/more/" + i + "/\n");
            String more = "/more/" + i + "/";
            times.add(Took.by(() -> Wire.awaitStatus(container, more, 200)).time());
        }
        container.removeDropIn("wiki.socket", "override");
        times.sort(null);
        Duration median = times.get(times.size() / 2);
        assertTrue(median.compareTo(Duration.ofSeconds(1)) < 0, times::toString);
    }

    @Test
    void restart() throws IOException {
        container.systemctl("stop", "wiki.service");
        container.systemctl("restart", "wiki.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @Test
    void disableNowAndEnableNow() throws IOException {
        container.systemctl("disable", "--now", "wiki.socket");
        container.systemctl("stop", "wiki.service");
        Wire.awaitStatus(container, "/wiki/", 404);
        container.systemctl("enable", "--now", "wiki.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @Test
    void maskNowAndUnmask() throws IOException {
        stop();
        container.systemctl("mask", "--now", "wiki.socket");
        Wire.awaitStatus(container, "/wiki/", 404);
        container.systemctl("unmask", "wiki.socket");
        assertEquals(404, Wire.status(container, "/wiki/"));
        container.systemctl("start", "wiki.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    /** The editor is a copy of what an admin would type; systemctl wants a terminal for it. */
    @Test
    void editAndRevert() throws IOException {
        container.write("/run/typed", "[X-HTTP]\nPrefix=\nPrefix=/edited/\n");
        container
                .run("script", "-qec", "SYSTEMD_EDITOR='cp /run/typed' systemctl edit wiki.socket", "/dev/null")
                .succeeded();
        Wire.awaitStatus(container, "/edited/", 200);
        assertEquals(404, Wire.status(container, "/wiki/"));
        container.systemctl("revert", "wiki.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
        assertEquals(404, Wire.status(container, "/edited/"));
    }

    @Test
    void anEditedFileCountsFromDaemonReloadOn() throws IOException {
        container.dropIn("wiki.socket", "override", "[X-HTTP]\nPrefix=/before/\n");
        Wire.awaitStatus(container, "/before/", 200);
        container.write(DROP_IN, "[X-HTTP]\nPrefix=/after/\n");
        stopAndStartAnother();
        assertEquals(404, Wire.status(container, "/after/"));
        assertEquals(200, Wire.status(container, "/before/"));
        container.systemctl("daemon-reload");
        Wire.awaitStatus(container, "/after/", 200);
        assertEquals(404, Wire.status(container, "/before/"));
        container.removeDropIn("wiki.socket", "override");
    }

    @Test
    void reloadReturnsWhenTheRoutesAreInForce() throws IOException {
        container.dropIn("wiki.socket", "override", "[X-HTTP]\nPrefix=/round0/\n");
        Wire.awaitStatus(container, "/round0/", 200);
        for (int round = 1; round <= 5; round++) {
            // Without daemon-reload: only the reload itself can bring it.
            container.write(DROP_IN, "[X-HTTP]\nPrefix=/round" + round + "/\n");
            container.systemctl("reload", "usher");
            assertEquals(200, Wire.status(container, "/round" + round + "/"));
            assertEquals(404, Wire.status(container, "/round" + (round - 1) + "/"));
        }
        container.removeDropIn("wiki.socket", "override");
    }

    @Test
    void reloadThatFailsSaysSo() throws IOException {
        container.systemctl("mask", "--runtime", "--now", "dbus.socket", "dbus.service");
        assertEquals(1, container.run("systemctl", "reload", "usher").status());
        container.awaitJournal("usher.service", "usherctl reload: Reload: cannot ask systemd which units are active");
        assertEquals(200, Wire.status(container, "/wiki/"));
        container.systemctl("unmask", "--runtime", "dbus.socket", "dbus.service");
        container.systemctl("start", "dbus.socket");
        container
                .sh("until busctl status org.freedesktop.systemd1; do :; done")
                .succeeded(); // PID 1 joins the new bus after its start
        container.systemctl("reload", "usher");
    }

    private void stop() throws IOException {
        container.systemctl("stop", "wiki.socket", "wiki.service");
    }

    /** Makes the dispatcher look at units, and waits until it has. */
    private void stopAndStartAnother() throws IOException {
        container.systemctl("stop", "echo.socket", "echo.service");
        Wire.awaitStatus(container, "/echo/", 404);
        container.systemctl("start", "echo.socket");
        Wire.awaitStatus(container, "/echo/", 200);
    }
}
