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

/** Ten thousand prefixes of a thousand socket units. The figures go to the console, the bounds are wide. */
@SystemTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ManyUnitsTest {
    private static final int UNITS = 1000;
    private static final int PREFIXES = 10;
    private static final String SYSTEM = "/etc/systemd/system/";

    private final Container container;

    ManyUnitsTest(Container container) {
        this.container = container;
    }

    @BeforeAll
    void serveThem() throws IOException {
        container.systemctl("start", "usher.socket", "usher.service");
        container.write(
                SYSTEM + "many@.service", "[Service]\nExecStart=/usr/share/usher/examples/echo.py\nDynamicUser=yes\n");
        for (int i = 0; i < UNITS; i++) {
            container.write(
                    SYSTEM + unit(i),
                    """
                    [Socket]
                    ListenDatagram=/run/usher/apps/%p.sock
                    SocketMode=0660
                    SocketGroup=usher
                    Service=many@%p.service
                    """);
            container.write(SYSTEM + unit(i) + ".d/50-http.conf", claims(i));
        }
        Took reload = Took.by(() -> container.systemctl("daemon-reload"));
        List<String> start = new ArrayList<>(List.of("start"));
        for (int i = 0; i < UNITS; i++) {
            start.add(unit(i));
        }
        Took started = Took.by(() -> container.systemctl(start.toArray(String[]::new)));
        Took served = Took.by(() -> Wire.awaitStatus(container, "/" + name(UNITS - 1) + "/p1/", 200));
        figure("daemon-reload " + reload + ", start " + started + ", then in force " + served);
        container.awaitProperty("usher.service", "StatusText", UNITS * PREFIXES + " routes, 0 problems");
    }

    @Test
    void aChangeOfOneIsInForceWithinASecond() throws IOException {
        for (int i = 0; i < 5; i++) {
            int index = i;
            String unit = unit(i);
            String path = "/" + name(i) + "/p1/";
            assertEquals(200, Wire.status(container, path));
            Took stop = change(() -> container.systemctl("stop", unit, "many@" + name(index) + ".service"), path, 404);
            Took start = change(() -> container.systemctl("start", unit), path, 200);
            container.write(SYSTEM + unit + ".d/60-more.conf", "[X-HTTP]\nPrefix=/more" + i + "/\n");
            Took edit = change(() -> container.systemctl("daemon-reload"), "/more" + i + "/", 200);
            figure("in force after stop " + stop + ", start " + start + ", daemon-reload " + edit);
        }
    }

    @Test
    void aColdStartKnowsThemAll() throws IOException {
        for (int i = 0; i < 5; i++) {
            String path = "/" + name(500 + i) + "/p" + (i + 1) + "/";
            Wire.awaitStatus(container, path, 200);
            container.systemctl("stop", "usher.service");
            int index = i;
            Took cold = Took.by(() -> assertEquals(200, Wire.status(container, path), "request " + index));
            figure("cold start to the first answer " + cold + ", " + memory());
        }
    }

    @Test
    void allRoutesAreListedWithinASecond() throws IOException {
        for (int i = 0; i < 3; i++) {
            Took status = Took.by(() -> container.run("usherctl", "status").succeeded());
            Took routes = Took.by(() -> container.run("usherctl", "routes").succeeded());
            figure("usherctl status " + status + ", routes " + routes + ", " + memory());
        }
        String all = container.run("usherctl", "routes", "--no-legend").succeeded();
        assertTrue(all.lines().count() >= UNITS * PREFIXES, all);
    }

    /** Makes a change, and returns how long it took from the end of the command until its effect. */
    private Took change(Took.Action command, String path, int status) throws IOException {
        long cpu = pid1Ticks();
        command.run();
        Took took = Took.by(() -> Wire.awaitStatus(container, path, status));
        figure("pid 1 ticks " + (pid1Ticks() - cpu));
        return took;
    }

    private long pid1Ticks() throws IOException {
        String[] fields = Files.readString(container.path("/proc/1/stat")).split(" ", -1);
        return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
    }

    private String memory() throws IOException {
        String pid = container.property("usher.service", "MainPID");
        return container
                .sh("grep -E 'VmRSS|VmHWM' /proc/" + pid + "/status | tr -s '\\n\\t ' ' '")
                .out();
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

    private static String claims(int i) {
        StringBuilder claims = new StringBuilder("[X-HTTP]\n");
        for (int k = 0; k < PREFIXES; k++) {
            claims.append("Prefix=")
                    .append(k == 0 ? "//" + name(i) + ".example" : "")
                    .append("/")
                    .append(name(i))
                    .append("/p")
                    .append(k)
                    .append("/\n");
        }
        return claims.toString();
    }
}
