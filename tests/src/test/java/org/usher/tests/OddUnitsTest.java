package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever one unit says, and whoever speaks on the bus: all others are followed and served, over restarts of usher too. */
@SystemTest
final class OddUnitsTest {
    private static final String UNITS = "/etc/systemd/system/";

    private final Container container;

    OddUnitsTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        Apps.enableEcho(container);
        Apps.enable(container, "wiki", "/wiki/");
        container.systemctl("start", "usher.socket", "usher.service");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    /** systemd expands the first two and passes over the others; the socket lies where no app's should. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%p.service",
                "%N.service",
                "odd",
                "odd.servce",
                "ODD.SERVICE",
                "odd@.service",
                "\"odd.service\"",
                "odd.service # main",
                "a.service b.service",
                "./odd.service",
                "/etc/odd.service"
            })
    void serviceThatIsWrittenOddlyStopsNobody(String service) throws IOException {
        container.write(UNITS + "odd.service", "[Service]\nExecStart=/usr/share/usher/examples/echo.py\n");
        container.write(
                UNITS + "odd.socket",
                "[Socket]\nListenDatagram=/run/odd.sock\nSocketMode=0660\nSocketGroup=usher\nService=" + service
                        + "\n[X-HTTP]\nPrefix=/odd/\n");
        container.systemctl("daemon-reload");
        container.systemctl("start", "odd.socket");
        Wire.awaitStatus(container, "/odd/", 200);
        othersAreFollowed();
        container.systemctl("restart", "usher.service");
        assertEquals(200, Wire.status(container, "/wiki/"));
        othersAreFollowed();
        container.systemctl("stop", "odd.socket", "odd.service");
        container
                .sh("rm " + UNITS + "odd.*; systemctl daemon-reload; systemctl reset-failed")
                .succeeded();
    }

    /** systemd keeps both active, and the one that started last has the socket. */
    @Test
    void twoUnitsWithOnePathAnswerForNobody() throws IOException {
        Apps.enable(container, "blog", "/blog/");
        container.dropIn(
                "blog.socket", "copied", "[Socket]\nListenDatagram=\nListenDatagram=/run/usher/apps/wiki.sock\n");
        container.systemctl("stop", "blog.socket", "blog.service");
        container.systemctl("start", "blog.socket");
        for (String path : new String[] {"/wiki/", "/blog/"}) {
            Wire.awaitStatus(container, path, 503);
        }
        Outcome problems = container.run("usherctl", "problems");
        assertEquals(2, problems.out().split("\\[shared-socket]", -1).length - 1, problems::toString);
        assertEquals(2, container.run("usherctl", "check").out().split("\\[shared-socket]", -1).length - 1);
        othersAreFollowed();
        container.removeDropIn("blog.socket", "copied");
        for (String app : new String[] {"blog", "wiki"}) {
            Apps.stop(container, app);
        }
        container.systemctl("start", "wiki.socket");
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    /** dbus-daemon passes every signal with a destination on, and Debian's policy lets every user send one. */
    @Test
    void signalsOfAnyUserDelayNoChange() throws IOException {
        String name = container
                .sh("busctl --no-legend list | awk -v pid=$(systemctl show --value --property=MainPID usher.service)"
                        + " '$1 ~ /^:/ && $2 == pid {print $1; exit}'")
                .succeeded()
                .strip();
        assertTrue(name.startsWith(":"), name);
        container
                .sh("systemd-run --quiet --unit=stranger --uid=nobody sh -c 'while :; do"
                        + " busctl emit --destination=" + name + " /org/freedesktop/systemd1"
                        + " org.freedesktop.systemd1.Manager Reloading b true;"
                        + " busctl emit --destination=" + name + " /org/freedesktop/systemd1/unit/_"
                        + " org.freedesktop.DBus.Properties PropertiesChanged s org.freedesktop.systemd1.Socket; done'")
                .succeeded();
        othersAreFollowed();
        othersAreFollowed();
        container.systemctl("restart", "usher.service");
        assertEquals(200, Wire.status(container, "/wiki/"));
        assertEquals("active", container.property("stranger.service", "ActiveState"));
        container.systemctl("stop", "stranger.service");
    }

    private void othersAreFollowed() throws IOException {
        container.systemctl("stop", "echo.socket", "echo.service");
        Wire.awaitStatus(container, "/echo/", 404);
        container.systemctl("start", "echo.socket");
        Wire.awaitStatus(container, "/echo/", 200);
    }
}
