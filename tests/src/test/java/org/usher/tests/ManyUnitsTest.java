package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Ten thousand prefixes of a thousand socket units. The figures go to the console; the bounds are so wide that a busy
 * machine keeps them, and a dispatcher that does for each change what it need do once does not.
 */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ManyUnitsTest {
    private static final int UNITS = 1000;
    private static final int PREFIXES = 10;
    private static final int ROUNDS = 2;
    private static final int TOGGLES = 400;
    private static final int TICKS_PER_SECOND = 100;
    private static final String SYSTEM = "/etc/systemd/system/";

    private static final String SOCKET =
            """
            [Socket]
            ListenDatagram=/run/usher/apps/%p.sock
            SocketMode=0660
            SocketGroup=usher
            """;

    private final Container container;

    ManyUnitsTest(Container container) {
        this.container = container;
    }

    @BeforeAll
    void serveThem() throws IOException {
        container.systemctl("start", "usher.socket", "usher.service");
        container.write(
                SYSTEM + "many@.service", "[Service]\nExecStart=/usr/share/usher/examples/echo.py\nDynamicUser=yes\n");
        List<String> start = new ArrayList<>(List.of("start"));
        for (int i = 0; i < UNITS; i++) {
            container.write(SYSTEM + unit(i), SOCKET + "Service=many@%p.service\n");
            container.write(SYSTEM + unit(i) + ".d/50-http.conf", claims(i));
            start.add(unit(i));
        }
        Took reload = Took.by(() -> container.systemctl("daemon-reload"));
        Took started = Took.by(() -> container.systemctl(start.toArray(String[]::new)));
        Took served = Took.by(() -> {
            for (int i = 0; i < UNITS; i += UNITS / 10) {
                Wire.awaitStatus(container, path(i), 200);
            }
        });
        figure("daemon-reload " + reload + ", start of all " + started + ", then all in force " + served);
        String text = UNITS * PREFIXES + " routes, 0 problems";
        container.awaitProperty("usher.service", "StatusText", text);
    }

    @Test
    void aChangeOfOneUnitIsInForceSoonAfterwards() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            String name = name(i);
            Wire.awaitStatus(container, path(i), 200);
            String stop = change(() -> container.systemctl("stop", name + ".socket", "many@" + name), path(i), 404);
            String start = change(() -> container.systemctl("start", name + ".socket"), path(i), 200);
            container.write(SYSTEM + name + ".socket.d/60-more.conf", "[X-HTTP]\nPrefix=/more" + i + "/\n");
            String edit = change(() -> container.systemctl("daemon-reload"), "/more" + i + "/", 200);
            figure("stop " + stop + "; start " + start + "; edit and daemon-reload " + edit);
        }
    }

    @Test
    void aColdStartRoutesByTheUnitsAsTheyAreAtItsFirstRequest() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            String cold = "/cold" + i + "/";
            String before = path(UNITS / 2 + i);
            Wire.awaitStatus(container, before, 200); // and the app runs
            container.systemctl("stop", "usher.service");
            container.dropIn(unit(UNITS / 2 + i), "60-moved", "[X-HTTP]\nPrefix=\nPrefix=" + cold + "\n");
            Took first = Took.by(() -> assertEquals(200, Wire.status(container, cold)));
            assertEquals(404, Wire.status(container, before));
            figure("cold start to the first answer " + first + ", " + memory());
        }
    }

    @Test
    void allRoutesAreListed() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            Took status = Took.by(() -> container.run("usherctl", "status").succeeded());
            Took routes = Took.by(() -> container.run("usherctl", "routes").succeeded());
            figure("usherctl status " + status + ", routes " + routes + ", " + memory());
        }
        long listed = container
                .run("usherctl", "routes", "--no-legend")
                .succeeded()
                .lines()
                .count();
        assertTrue(listed >= UNITS * (PREFIXES - 1), listed + " routes");
    }

    /** To make the table anew takes a large part of a second, and a hundred changes a second come here. */
    @Test
    void aUnitThatStartsAndStopsItsServiceAllTheTimeCostsNearlyNothing() throws IOException {
        container.write(SYSTEM + "toggle.socket", SOCKET + "TriggerLimitIntervalSec=0\n[X-HTTP]\nPrefix=/toggle/\n");
        container.write(
                SYSTEM + "toggle.service",
                """
                [Unit]
                StartLimitIntervalSec=0
                [Service]
                Type=oneshot
                StandardInput=socket
                ExecStart=/bin/dd count=1 of=/dev/null status=none
                """);
        container.systemctl("daemon-reload");
        container.systemctl("start", "toggle.socket");
        Wire.awaitStatus(container, path(0), 200);
        container.systemctl("reload", "usher");
        long ticks = dispatcherTicks();
        long systemd = ticks("/proc/1/stat");
        String send =
                """
                import socket
                app = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                for i in range(%d):
                    app.sendto(b'x', '/run/usher/apps/toggle.sock')
                """
                        .formatted(TOGGLES);
        Took took = Took.by(() -> {
            container.run("python3", "-c", send).succeeded();
            container.awaitProperty("toggle.socket", "SubState", "listening");
        });
        long used = dispatcherTicks() - ticks;
        figure(TOGGLES + " datagrams, a start and a stop each, in " + took + ": dispatcher " + used * 10
                + " ms, systemd " + (ticks("/proc/1/stat") - systemd) * 10 + " ms of CPU");
        assertTrue(used < 3 * TICKS_PER_SECOND, used + " ticks");
    }

    /** Makes a change and waits for its effect; returns how long it took from the end of the command, and from its start. */
    private String change(Took.Action command, String path, int status) throws IOException {
        long dispatcher = dispatcherTicks();
        long systemd = ticks("/proc/1/stat");
        Took whole = Took.by(() -> {
            command.run();
            Took after = Took.by(() -> Wire.awaitStatus(container, path, status));
            figure("in force " + after + " after the command");
        });
        return whole + " in all, dispatcher " + (dispatcherTicks() - dispatcher) * 10 + " ms, systemd "
                + (ticks("/proc/1/stat") - systemd) * 10 + " ms of CPU";
    }

    private long dispatcherTicks() throws IOException {
        return ticks("/proc/" + container.property("usher.service", "MainPID") + "/stat");
    }

    private long ticks(String stat) throws IOException {
        String[] fields = Files.readString(container.path(stat)).split(" ", -1);
        return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
    }

    private String memory() throws IOException {
        String pid = container.property("usher.service", "MainPID");
        return container
                .sh("sed -n 's/^Vm\\(RSS\\|HWM\\): */\\1 /p' /proc/" + pid + "/status")
                .out()
                .replace('\n', ' ');
    }

    private static void figure(String text) {
        System.out.println("many units: " + text);
    }

    private static String name(int i) {
        return "m%04d".formatted(i);
    }

    private static String unit(int i) {
        return name(i) + ".socket";
    }

    private static String path(int i) {
        return "/" + name(i) + "/p1/";
    }

    private static String claims(int i) {
        StringBuilder claims = new StringBuilder("[X-HTTP]\n");
        for (int k = 0; k < PREFIXES; k++) {
            String host = k == 0 ? "//" + name(i) + ".example" : "";
            claims.append("Prefix=" + host + "/" + name(i) + "/p" + k + "/\n");
        }
        return claims.toString();
    }
}
