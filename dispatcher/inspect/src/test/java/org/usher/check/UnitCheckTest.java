package org.usher.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.usher.claim.UnitClaims;
import org.usher.machine.FakeMachine;
import org.usher.machine.FileStatus;
import org.usher.machine.Machine;
import org.usher.offline.UnitPath;
import org.usher.problem.Fixes;
import org.usher.problem.Problem;
import org.usher.unit.UnitTree;

/** Advice on one socket unit, one row each: what stands in the unit, and what is said of it. */
final class UnitCheckTest {
    private static final String SAFE = "SocketMode=0660\nSocketGroup=usher\n";
    private static final String SOCKET = "[Socket]\nListenDatagram=/run/usher/apps/wiki.sock\n" + SAFE;
    private static final String[] REARM = {"[Unit]", "OnFailure=usher-rearm@%N.service"};
    private static final String CLAIM = "[X-HTTP]\nPrefix=/wiki/\n";

    static List<Arguments> units() {
        return List.of(
                row("nothing wrong", SOCKET + CLAIM),
                row("one stream path", "[Socket]\nListenStream=/run/wiki.sock\n" + CLAIM),
                row(
                        "the default mode",
                        "[Socket]\nListenDatagram=/run/usher/apps/a\nSocketGroup=usher\n" + CLAIM,
                        "unsafe-socket ERROR 3 everybody can write to the socket of wiki.socket and forge connections,"),
                row(
                        "a mode for everybody",
                        SOCKET + "SocketMode=0662\n" + CLAIM,
                        "unsafe-socket ERROR 5 everybody can write"),
                row(
                        "another group",
                        SOCKET + "SocketGroup=staff\n" + CLAIM,
                        "group-missing WARNING 5 usher cannot write",
                        "unsafe-socket ERROR 5 the group staff can write"),
                row(
                        "another owner",
                        SOCKET + "SocketUser=wiki\n" + CLAIM,
                        "unsafe-socket ERROR 5 the user wiki can write"),
                row(
                        "a mode in letters",
                        "[Socket]\nListenDatagram=/run/usher/apps/a\nSocketGroup=usher\nSocketMode=rw-rw----\n" + CLAIM,
                        "unsafe-socket ERROR 4 everybody can write to the socket of wiki.socket and forge connections, so it"
                                + " is not used: it belongs to root:usher with mode 666; SocketMode=rw-rw---- is not an"
                                + " octal number and has no effect"),
                row("a mode that systemd passes over", SOCKET + "SocketMode=rw\nSocketMode=\n" + CLAIM),
                row(
                        "connections thrown away",
                        SOCKET + "FlushPending=yes\n" + CLAIM,
                        "flush-pending WARNING 5 ... -> FlushPending=no"),
                row("connections kept", SOCKET + "FlushPending=no\nPrivateNetwork=no\n" + CLAIM),
                row(
                        "a network of the socket's own",
                        SOCKET + "PrivateNetwork=yes\n" + CLAIM,
                        "dgram-queue-short WARNING 5 PrivateNetwork= in the socket unit shortens its queue to 11"),
                row(
                        "a network by path",
                        SOCKET + "NetworkNamespacePath=/run/netns/x\n" + CLAIM,
                        "dgram-queue-short WARNING 5 NetworkNamespacePath= in"),
                row(
                        "what speaks for a host",
                        SOCKET + "[X-HTTP]\nPrefix=//wiki.example/.well-known/acme-challenge/\n",
                        "well-known NOTE 6 Prefix=//wiki.example/.well-known/acme-challenge/ speaks for the whole host"),
                row(
                        "a service for each connection",
                        SOCKET + "Accept=yes\n" + CLAIM,
                        "accept-yes ERROR 5 Accept= in the socket unit makes systemd refuse it: ListenDatagram= has only one"
                                + " service -> Accept=no"),
                row(
                        "a service for each connection of a relayed app",
                        "[Unit]\n[Socket]\nListenStream=/run/usher/apps/wiki.sock\nAccept=yes\nService=wikki.service\n"
                                + CLAIM),
                row(
                        "the port of usher",
                        SOCKET + "ListenStream=80\nListenStream=[::1]:80\nListenStream=180\n" + CLAIM,
                        "front-port ERROR 5 ListenStream=80 takes the port of usher.socket, so only one of the two starts",
                        "front-port ERROR 6 "),
                row(
                        "the port of usher, taken back",
                        SOCKET.replace("[Socket]", "[Socket]\nListenStream=80\nListenStream=") + CLAIM),
                row("one service for all connections", SOCKET + "Accept=no\n" + CLAIM),
                row(
                        "a list with commas",
                        SOCKET + "[X-HTTP]\nPrefix=/a/,/b/\n",
                        "literal-prefix WARNING 6 Prefix=/a/,/b/ is"),
                row("a glob", SOCKET + "[X-HTTP]\nPrefix=/wiki/*\n", "literal-prefix WARNING 6 "),
                row("a glob without a slash", SOCKET + "[X-HTTP]\nPrefix=/wiki*\n", "literal-prefix WARNING 6 "),
                row("a template", SOCKET + "[X-HTTP]\nPrefix=/{tenant}/x/\n", "literal-prefix WARNING 6 "),
                row("a parameter", SOCKET + "[X-HTTP]\nPrefix=/:id/\n", "literal-prefix WARNING 6 "),
                row(
                        "hosts with stars",
                        SOCKET + "[X-HTTP]\nPrefix=//*.wiki.example/ http://*:80/a:b/ http://[::1]:80/x/\n"),
                row(
                        "a service that is not there",
                        SOCKET + "Service=wikki.service\n" + CLAIM,
                        "service-missing ERROR 2 there is no wikki.service, so systemd does not start wiki.socket"),
                row("usher as the owner", SOCKET + "SocketUser=usher\nSocketMode=0600\n" + CLAIM),
                row(
                        "root alone",
                        SOCKET + "SocketMode=0600\n" + CLAIM,
                        "group-missing WARNING 5 usher cannot write to the socket of wiki.socket: it belongs to root:usher with mode 600"),
                row(
                        "a place elsewhere",
                        "[Socket]\nListenDatagram=/run/other/x\n" + SAFE + CLAIM,
                        "socket-in-runtime-dir NOTE 2 /run/other/x is not in /run/usher/apps"),
                row(
                        "a place that the service loses",
                        "[Socket]\nListenDatagram=/run/wiki/x\n" + SAFE + CLAIM,
                        "socket-in-runtime-dir ERROR 2 /run/wiki/x lies in RuntimeDirectory=%p of wiki.service"),
                row(
                        "a place that another service loses",
                        "[Socket]\nService=other.service\nListenStream=/run/wiki/x\n" + SAFE + CLAIM));
    }

    private static Arguments row(String name, String unit, String... problems) {
        return Arguments.of(name, unit, List.of(problems));
    }

    /** One service, which is there. */
    private static UnitTree tree(Path root) throws IOException {
        return new UnitTree(root).file("wiki.service", "[Service]");
    }

    private static List<Problem> advice(Path root, Machine machine) throws IOException {
        UnitPath units = UnitPath.directory(root);
        return UnitCheck.ofAll(UnitClaims.read(units), units, machine);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("units")
    void aMistakeIsNamedWithItsLine(String name, String unit, List<String> expected, @TempDir Path root)
            throws IOException {
        UnitTree tree = new UnitTree(root);
        tree.file("wiki.service", "[Service]", "RuntimeDirectory=a %p")
                .file("other.service", "[Service]")
                .file("wiki.socket", unit.strip());
        tree.file("wiki.socket.d/90-rearm.conf", REARM);
        Fixes.assertReported(expected, advice(root, new FakeMachine()), root.resolve("wiki.socket"));
    }

    /** A group that is not there is noted, so that a build host without usher is no failure. */
    @ParameterizedTest
    @MethodSource("missingGroups")
    void aMissingGroupIsANote(String name, Machine machine, @TempDir Path root) throws IOException {
        tree(root).file("wiki.socket", (SOCKET + CLAIM).strip()).file("wiki.socket.d/90-rearm.conf", REARM);
        List<Problem> problems = advice(root, machine);
        assertEquals(1, problems.size());
        assertEquals(
                "group-missing NOTE 4",
                problems.get(0).id() + " " + problems.get(0).severity().name() + " "
                        + problems.get(0).line());
    }

    @Test
    void aUnitThatNobodyMakesListenAgainIsANote(@TempDir Path root) throws IOException {
        tree(root).file("wiki.socket", (SOCKET + CLAIM).strip());
        assertEquals(List.of("no-rearm NOTE wiki.socket:2"), shown(root));
    }

    @Test
    void aUnitThatIsNotOursGetsNoAdvice(@TempDir Path root) throws IOException {
        new UnitTree(root).file("dbus.socket", "[Socket]", "ListenDatagram=/run/x", "FlushPending=yes");
        assertEquals(List.of(), shown(root));
    }

    @Test
    void aFileThatOthersCanWriteIsNamed(@TempDir Path root) throws IOException {
        UnitTree tree = tree(root).file("wiki.socket", (SOCKET + CLAIM).strip());
        tree.file("wiki.socket.d/90-rearm.conf", REARM);
        FakeMachine machine = new FakeMachine();
        machine.with(tree.path("wiki.socket"), new FileStatus(FileStatus.Kind.FILE, "root", "root", 0664));
        List<Problem> problems = advice(root, machine);
        assertEquals(1, problems.size());
        assertEquals("untrusted-file", problems.get(0).id());
        assertEquals("chmod go-w " + tree.path("wiki.socket"), problems.get(0).fix());
    }

    @Test
    void aLimitOfDescriptorsThatIsTooSmallIsNamed(@TempDir Path root) throws IOException {
        UnitTree tree = tree(root)
                .file("wiki.socket", (SOCKET + CLAIM).strip())
                .file("wiki.socket.d/90-rearm.conf", REARM)
                .file("usher.service", "[Service]", "LimitNOFILE=25088");
        assertEquals(List.of("fd-limit-too-small WARNING usher.service:2"), shown(root)); // 513 + 3 * 8192 = 25089
        tree.file("usher.service.d/50.conf", "[Service]", "LimitNOFILE=25089:524288");
        assertEquals(List.of(), shown(root));
        tree.file("usher.service.d/50.conf", "[Service]", "LimitNOFILE=infinity");
        assertEquals(List.of(), shown(root));
    }

    private static List<String> shown(Path root) throws IOException {
        List<String> shown = new ArrayList<>();
        for (Problem problem : advice(root, new FakeMachine())) {
            Fixes.assertPasteable(List.of(problem));
            Path file = Path.of(Objects.requireNonNull(problem.file()));
            shown.add(problem.id() + " " + problem.severity().name() + " " + file.getFileName() + ":" + problem.line());
        }
        return shown;
    }

    static List<Arguments> missingGroups() {
        Machine bare = new FakeMachine() {
            @Override
            public boolean hasGroup(String group) {
                return false;
            }
        };
        return List.of(Arguments.of("a machine without groups", bare));
    }
}
