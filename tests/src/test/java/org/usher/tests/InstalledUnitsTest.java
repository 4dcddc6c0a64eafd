package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SystemTest
final class InstalledUnitsTest {
    private static final List<String> SOCKETS =
            List.of("usher.socket", "usher-return.socket", "usher-control.socket", "usher-park.socket");
    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for usher.service: ([0-9.]+)");

    private final Container container;

    InstalledUnitsTest(Container container) {
        this.container = container;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/lib/systemd/system/usher*",
                "/usr/share/usher/examples/*.socket /usr/share/usher/examples/*.service",
                "/tmp/wiki/wiki.socket /tmp/wiki/wiki.service",
                "/tmp/relayed/NAME.socket /tmp/relayed/NAME.service"
            })
    void systemdVerifiesEveryUnitInSilence(String units) throws IOException {
        copyTheTemplate();
        container
                .sh("cp -r /usr/share/doc/usher/relayed /tmp; install -D /bin/true /usr/lib/NAME/NAME")
                .succeeded();
        Outcome verified = container.sh("systemd-analyze verify --man=no " + units);
        assertEquals("", verified.succeeded() + verified.err());
    }

    @Test
    void checkFindsNoFaultInTheTemplateOfARelayedServer() throws IOException {
        String checked = container
                .run("usherctl", "check", "/usr/share/doc/usher/relayed")
                .succeeded();
        assertTrue(checked.contains("1 unit, 1 prefix: no problems"), checked);
    }

    @Test
    void aCopyOfTheTemplateHasNoProblems() throws IOException {
        copyTheTemplate();
        assertEquals(
                "",
                container
                        .sh("grep -r NAME /tmp/wiki; find /tmp/wiki -name '*NAME*'")
                        .out());
        String checked = container.run("usherctl", "check", "/tmp/wiki").succeeded();
        assertTrue(checked.contains("1 unit, 1 prefix: no problems"), checked);
    }

    /** As the page for packagers says, and with the one program that the package would bring. */
    private void copyTheTemplate() throws IOException {
        String page = Files.readString(Stage.PROJECT.resolve("unit-templates/README.md"));
        Matcher commands = Pattern.compile("(?s)```sh\n(cp -r /usr/share/doc/usher/app .*?)```")
                .matcher(page);
        assertTrue(commands.find(), page);
        container
                .sh("set -e; cd /tmp; rm -rf wiki; install -D /bin/true /usr/lib/wiki/wiki\n" + commands.group(1))
                .succeeded();
    }

    @Test
    void dispatcherIsExposedAtMostHalfAPoint() throws IOException {
        String report = container
                .run("systemd-analyze", "security", "--no-pager", "usher.service")
                .succeeded();
        Matcher level = EXPOSURE.matcher(report);
        assertTrue(level.find(), report);
        assertTrue(Double.parseDouble(level.group(1)) <= 0.5, report);
    }

    @Test
    void dispatcherIsInNoGroupButItsOwnAndNobodyHandsBackUnasked() throws IOException {
        assertEquals("usher", container.run("id", "-Gn", "usher").succeeded().strip());
        assertEquals(
                "usher-app:x::",
                container
                        .sh("getent group usher-app | sed s/[0-9]*//g")
                        .succeeded()
                        .strip());
    }

    @Test
    void socketsOfAppsLieWhereNoUnitRemovesThem() throws IOException {
        assertEquals(
                "755 root root /run/usher\n755 root root /run/usher/apps\n",
                container
                        .run("stat", "-c", "%a %U %G %n", "/run/usher", "/run/usher/apps")
                        .succeeded());
        assertEquals("", container.property("usher.service", "RuntimeDirectory"));
    }

    @Test
    void socketsOpenAndCloseWithPort80AndHaveTheirRights() throws IOException {
        container.systemctl("start", "usher.socket");
        for (String socket : SOCKETS) {
            container.awaitProperty(socket, "ActiveState", "active");
        }
        assertEquals(
                "666 root root /run/usher/control\n600 usher usher /run/usher/park\n660 root usher-app /run/usher/return\n",
                container
                        .sh("stat -c '%a %U %G %n' /run/usher/control /run/usher/park /run/usher/return")
                        .succeeded());
        container.systemctl("stop", "usher.socket");
        for (String socket : SOCKETS) {
            container.awaitProperty(socket, "ActiveState", "inactive");
        }
    }

    /** Whatever net.ipv6.bindv6only says; by getpeername(2), since every handoff message says it anyway. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void appSeesAnIpv4ClientAsOneAndIpv6IsServedBeside(int bindv6only) throws IOException {
        container.sh("sysctl -w net.ipv6.bindv6only=" + bindv6only).succeeded();
        Apps.enable(container, "peer", "/peer/");
        container
                .sh("sed 's/{self.client_address\\[0]}/{self.connection.getpeername()[0]}/'"
                        + " /usr/share/usher/examples/echo.py >/usr/lib/peer.py; chmod +x /usr/lib/peer.py")
                .succeeded();
        container.dropIn("peer.service", "program", "[Service]\nExecStart=\nExecStart=/usr/lib/peer.py\n");
        container.systemctl("start", "usher.socket");
        Wire.awaitStatus(container, "/peer/", 200);
        for (String address : List.of("127.0.0.1", "::1")) {
            try (Client client = container.connect(address, 80).send(Wire.get("/peer/"))) {
                String answer = client.receiveAll();
                assertTrue(answer.contains("client: " + address + " "), answer);
            }
        }
        container.systemctl("stop", "usher.socket", "usher.service");
        container.sh("sysctl -w net.ipv6.bindv6only=0").succeeded();
    }

    /** As with net.ipv6.conf.all.disable_ipv6=1: there are IPv6 sockets, and no IPv6 addresses. */
    @Test
    void port80OpensWhereIpv6IsDisabled() throws IOException {
        container.sh("sysctl -w net.ipv6.conf.all.disable_ipv6=1").succeeded();
        Apps.enableEcho(container);
        container.systemctl("start", "usher.socket");
        Wire.awaitStatus(container, "/echo/", 200);
        container.systemctl("stop", "usher.socket", "usher.service");
        container
                .sh("sysctl -w net.ipv6.conf.all.disable_ipv6=0; ip addr replace ::1/128 dev lo")
                .succeeded();
    }

    /**
     * As with ipv6.disable=1 at boot: the kernel makes no IPv6 socket, and has no list of its addresses, by which systemd
     * tells. A user's systemd that sees neither listens in the place of the first one.
     */
    @Test
    void port80OpensWhereTheKernelHasNoIpv6() throws IOException {
        container.write(
                "/run/blind",
                """
                mount -t tmpfs none /proc/$$/net
                exec env XDG_RUNTIME_DIR=/run/xdg /lib/systemd/systemd --user --unit=basic.target
                """);
        container
                .sh("cd /run; mkdir -p xdg/systemd/user/basic.target.wants; cd xdg/systemd/user;"
                        + " cp /usr/lib/systemd/system/usher.socket .; ln -s ../usher.socket basic.target.wants")
                .succeeded();
        container.write("/run/xdg/systemd/user/usher.service", "[Service]\nExecStart=/bin/true\n");
        container
                .sh(
                        "systemd-run --unit=blind -p Delegate=yes -p PrivateMounts=yes -p RestrictAddressFamilies=~AF_INET6 sh /run/blind")
                .succeeded();
        container.awaitJournal("blind.service", "Listening on usher.socket");
        String listening = container.sh("ss -Hltn 'sport = 80'").succeeded();
        assertTrue(listening.contains("0.0.0.0:80") && !listening.contains("[::]"), listening);
        container.systemctl("stop", "blind.service");
        container.run("rm", "-r", "/run/xdg").succeeded();
    }

    @Test
    void nothingOfItIsEverStoppedByALimit() throws IOException {
        for (String socket : SOCKETS) {
            assertEquals("0", container.property(socket, "StartLimitIntervalUSec"), socket);
            assertEquals("0", container.property(socket, "TriggerLimitIntervalUSec"), socket);
        }
        assertEquals("0", container.property("usher.service", "StartLimitIntervalUSec"));
        assertEquals("always", container.property("usher.service", "Restart"));
        assertEquals("200ms", container.property("usher.service", "RestartUSec"));
    }

    @Test
    void serviceAndItsSocketsNameEachOther() throws IOException {
        for (String property : List.of("Requires", "TriggeredBy")) {
            Set<String> named = new TreeSet<>(
                    List.of(container.property("usher.service", property).split(" ")));
            assertTrue(named.containsAll(SOCKETS), property + ": " + named);
        }
        for (String socket : SOCKETS.subList(1, SOCKETS.size())) {
            for (String property : List.of("Requires", "PartOf", "After")) {
                List<String> named =
                        List.of(container.property(socket, property).split(" "));
                assertTrue(named.contains("usher.socket"), socket + " " + property + ": " + named);
            }
            assertEquals("usher.service", container.property(socket, "Triggers"));
        }
        List<String> wanted =
                List.of(container.property("usher.socket", "Wants").split(" "));
        assertTrue(wanted.containsAll(SOCKETS.subList(1, SOCKETS.size())), () -> "Wants: " + wanted);
    }
}
