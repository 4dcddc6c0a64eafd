package org.usher.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.usher.machine.FakeMachine;
import org.usher.offline.UnitPath;
import org.usher.problem.Fixes;
import org.usher.problem.Problem;
import org.usher.unit.UnitTree;

/** The mistakes that a socket unit can hold, one row each: what stands in the unit, and what is said of it. */
final class ProblemsTest {
    private static final String SAFE = "SocketMode=0660\nSocketGroup=usher\n";
    private static final String SOCKET = "[Socket]\nListenDatagram=/run/usher/apps/wiki.sock\n" + SAFE;
    private static final String CLAIM = "[X-HTTP]\nPrefix=/wiki/\n";

    static List<Arguments> units() {
        return List.of(
                row("nothing wrong", SOCKET + CLAIM),
                row(
                        "a prefix that is none",
                        SOCKET + "[X-HTTP]\nPrefix=/a/ wiki /b/\n",
                        "bad-prefix ERROR 6 prefix \"wiki\" is not a prefix: write /path/"),
                row(
                        "quotes around the value",
                        SOCKET + "[X-HTTP]\nPrefix=\"/wiki/\"\n",
                        "bad-value ERROR 6 Prefix= takes no quotes, so \"/wiki/\" has no effect: write /wiki/"
                                + " -> Prefix=/wiki/"),
                row(
                        "a comment behind the value",
                        SOCKET + "[X-HTTP]\nPrefix=/wiki/ # the wiki, of all\n",
                        "bad-value WARNING 6 Prefix=/wiki/ # the wiki, of all has a comment after its value: move that"
                                + " to its own line -> Prefix=/wiki/"),
                row(
                        "a comment behind one value",
                        SOCKET + CLAIM + "StartTimeoutSec=30 s # x\n",
                        "bad-value WARNING 7 StartTimeoutSec=30 s # x is not a time span from 1ms to 3600s, such as 30s or"
                                + " 1min 30s (a comment needs a line of its own); 90s is used instead"),
                row(
                        "an unknown specifier",
                        SOCKET + "[X-HTTP]\nPrefix=/%z/\n",
                        "bad-specifier ERROR 6 Prefix=/%z/: the specifier %z is not one that usher knows"),
                row(
                        "an unknown key",
                        SOCKET + CLAIM + "Colour=red\n",
                        "unknown-key WARNING 7 [X-HTTP] has no key Colour= in wiki.socket"
                                + ", only Prefix=, StartTimeoutSec=, QueueMax=, Unread=, Isolate=,"
                                + " Forward=, ResponseTimeoutSec=, ClientAddress=, Static=, MaxAge= -> null"),
                row("a slip in a key", SOCKET + CLAIM + "Prefx=/x/\n", "unknown-key WARNING 7 ... -> Prefix=/x/"),
                row(
                        "a global setting",
                        SOCKET + CLAIM + "HeadSizeMax=1K\n",
                        "unknown-key WARNING 7 [X-HTTP] has no key HeadSizeMax= in wiki.socket: put it into usher.socket"
                                + " -> null"),
                row(
                        "a setting of listeners",
                        SOCKET + CLAIM + "Hosts=a.example\n",
                        "unknown-key WARNING 7 [X-HTTP] has no key Hosts= in wiki.socket: put it into usher.socket"
                                + " -> null"),
                row("a key of others", SOCKET + CLAIM + "X-Note=hello\n"),
                row(
                        "a line without =",
                        SOCKET + CLAIM + "/x/\n",
                        "unreadable-line WARNING 7 line 7 means nothing: \"/x/\" has no ="),
                row(
                        "a bad value",
                        SOCKET + CLAIM + "Unread=maybe\n",
                        "bad-value WARNING 7 Unread=maybe is not yes or no; yes is used instead"),
                row(
                        "a bad count",
                        SOCKET + CLAIM + "QueueMax=0\n",
                        "bad-value WARNING 7 QueueMax=0 is not a whole number from 1 to 65536; 1024 is used instead"),
                row(
                        "endless waiting",
                        SOCKET + CLAIM + "StartTimeoutSec=infinity\n",
                        "bad-value WARNING 7 StartTimeoutSec=infinity is not a time span"),
                row(
                        "a slip in the section",
                        SOCKET + "[X-Http]\nPrefix=/wiki/\n",
                        "near-miss-section WARNING 5 [X-Http] means nothing to usher: did you mean [X-HTTP]? -> [X-HTTP]"),
                row(
                        "a section without X-",
                        SOCKET + "[HTTP]\nPrefix=/wiki/\n",
                        "near-miss-section WARNING 5 [HTTP] means"),
                row(
                        "blanks in the brackets",
                        SOCKET + "[ X-HTTP ]\nPrefix=/wiki/\n",
                        "near-miss-section WARNING 5 [ X-HTTP ] means"),
                row("a section of others", SOCKET + CLAIM + "[X-Vendor]\nA=b\n"),
                row(
                        "Prefix= in [Socket]",
                        SOCKET + "Prefix=/wiki/\n",
                        "near-miss-section WARNING 5 Prefix= in [Socket] means nothing to usher"),
                row(
                        "no listener",
                        "[Socket]\n" + SAFE + CLAIM,
                        "needs-listener ERROR 5 wiki.socket claims prefixes but has no listener"),
                row(
                        "a listener taken back",
                        SOCKET + "ListenStream=\n" + CLAIM,
                        "needs-listener ERROR 7 wiki.socket claims prefixes but has no listener"),
                row(
                        "only a port",
                        "[Socket]\nListenStream=8080\n" + CLAIM,
                        "no-usable-listener ERROR 2 wiki.socket has no listener that usher can use: ListenStream=8080 is not"
                                + " a path of at most 107 octets; for an app that keeps its port, use"
                                + " usher-forward@wiki.socket, with Prefix= there and not here, and Forward=127.0.0.1:8080"),
                row(
                        "only an address and a port",
                        "[Socket]\nListenStream=[::1]:8080\n" + CLAIM,
                        "no-usable-listener ERROR 2 wiki.socket has no listener that usher can use: ListenStream=[::1]:8080"
                                + " is not a path of at most 107 octets; for an app that keeps its port, use"
                                + " usher-forward@wiki.socket, with Prefix= there and not here, and Forward=[::1]:8080"),
                row(
                        "a service for each connection",
                        "[Socket]\nListenStream=8090\nAccept=yes\n" + CLAIM,
                        "no-usable-listener ERROR 2 ... -> [Socket]\nListenDatagram=/run/usher/apps/wiki.sock\n"
                                + "SocketMode=0660\nSocketUser=root\nSocketGroup=usher\nAccept=no"),
                row("an abstract socket", "[Socket]\nListenDatagram=@wiki\n" + CLAIM, "no-usable-listener ERROR 2 "),
                row(
                        "two datagram paths",
                        SOCKET + "ListenDatagram=/run/usher/apps/b\n" + CLAIM,
                        "no-usable-listener ERROR 5 wiki.socket has 2 ListenDatagram= paths"),
                row(
                        "two stream paths",
                        "[Socket]\nListenStream=/run/usher/apps/a\nListenStream=/run/usher/apps/b\n" + CLAIM,
                        "no-usable-listener ERROR 3 wiki.socket has 2 ListenStream= paths"),
                row("one datagram path among others", SOCKET + "ListenStream=/run/a\nListenStream=80\n" + CLAIM),
                row("one stream path", "[Socket]\nListenStream=/run/wiki.sock\n" + CLAIM),
                row(
                        "a place to relay to that is none",
                        SOCKET + CLAIM + "Forward=localhost:8080\n",
                        "bad-value ERROR 7 Forward=localhost:8080 is neither the path of an app's own socket nor"),
                row(
                        "a place to relay to that is usher's own",
                        SOCKET + CLAIM + "Forward=/run/usher/control\n",
                        "bad-value ERROR 7 Forward=/run/usher/control is neither"),
                row("places to relay to", SOCKET + CLAIM + "Forward=/run/%p.sock\nForward=[::1]:80\n"),
                row(
                        "files beside the app in no absolute place",
                        SOCKET + CLAIM + "Static=files\n",
                        "bad-value ERROR 7 Static=files is not an absolute path: all requests go to wiki.socket"),
                row(
                        "files before an app that wants connections of its own",
                        SOCKET + CLAIM + "Isolate=yes\nStatic=/srv/wiki\n",
                        "bad-value ERROR 8 Static=/srv/wiki cannot be combined with Isolate=yes"),
                row("files before an app", SOCKET + CLAIM + "Static=/srv/%p\nMaxAge=1min\n"),
                row(
                        "a way to tell of clients that is none",
                        SOCKET + CLAIM + "ClientAddress=yes\n",
                        "bad-value WARNING 7 ClientAddress=yes is not one of x-forwarded, forwarded, proxy-v1"),
                row(
                        "a listener with an unknown specifier",
                        "[Socket]\nListenStream=/run/%z\n" + CLAIM,
                        "bad-specifier ERROR 2 ListenStream=/run/%z: ",
                        "no-usable-listener ERROR 2 "),
                row(
                        "a path that systemd does not load",
                        "[Socket]\nListenDatagram=/run/usher/apps/../x\n" + SAFE + CLAIM,
                        "no-usable-listener ERROR 2 "),
                row(
                        "a place that another service loses",
                        "[Socket]\nService=other.service\nListenStream=/run/wiki/x\n" + SAFE + CLAIM));
    }

    private static Arguments row(String name, String unit, String... problems) {
        return Arguments.of(name, unit, List.of(problems));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("units")
    void aMistakeIsNamedWithItsLine(String name, String unit, List<String> expected, @TempDir Path root)
            throws IOException {
        UnitTree tree = new UnitTree(root);
        tree.file("wiki.socket", unit.strip());
        Fixes.assertReported(
                expected,
                new ClaimReader(FakeMachine::new, List.of())
                        .readAgain(UnitPath.directory(root))
                        .problems(),
                root.resolve("wiki.socket"));
    }

    @Test
    void prefixesAboveTheLimitAreNamedAndTheFirstCount(@TempDir Path root) throws IOException {
        StringBuilder unit = new StringBuilder(SOCKET + "[X-HTTP]\n");
        for (int i = 0; i < 4100; i++) {
            unit.append("Prefix=/").append(i).append("/\n");
        }
        new UnitTree(root).file("wiki.socket", unit.toString().strip());
        assertEquals(List.of("too-many-prefixes ERROR wiki.socket:4102"), shown(root));
        assertEquals(
                4096,
                new ClaimReader(FakeMachine::new, List.of())
                        .readAgain(UnitPath.directory(root))
                        .claims()
                        .size());
    }

    @Test
    @Timeout(60)
    void aLongLineOfBlanksIsReadInNoTime(@TempDir Path root) throws IOException {
        String blanks = " ".repeat(250_000);
        new UnitTree(root).file("wiki.socket", SOCKET + "[X-HTTP]\nPrefix=/a/" + blanks + "/b/\n");
        assertEquals(List.of(), shown(root));
    }

    @Test
    void problemsOfAUnitAreListedUpToALimit(@TempDir Path root) throws IOException {
        new UnitTree(root).file("wiki.socket", SOCKET + CLAIM + "Nonsense=1\n".repeat(5000));
        List<String> shown = shown(root);
        assertEquals(100, shown.size());
        assertEquals("too-many-problems WARNING wiki.socket:106", shown.get(99));
    }

    /** Whatever stands in a unit file, reading it ends, in little time and with little to say. */
    @Property(tries = 300)
    void anyOctetsInAnyFileOfAUnitAreRead(@ForAll @Size(max = 300) byte[] octets, @ForAll boolean asDropIn)
            throws IOException {
        Path root = Files.createTempDirectory("usher-unit");
        UnitTree tree = new UnitTree(root).file("wiki.socket", (SOCKET + CLAIM).strip());
        Path file = asDropIn ? tree.path("wiki.socket.d/50.conf") : tree.path("wiki.socket");
        Files.createDirectories(file.getParent());
        Files.write(file, (SOCKET + CLAIM).getBytes(StandardCharsets.UTF_8));
        Files.write(file, octets, StandardOpenOption.APPEND);
        UnitClaims read = new ClaimReader(FakeMachine::new, List.of()).readAgain(UnitPath.directory(root));
        assertTrue(read.problems().size() <= 100 && read.claims().size() <= octets.length + 1);
        for (Problem problem : read.problems()) {
            Fixes.assertPasteable(List.of(problem));
        }
        Files.delete(file);
        if (asDropIn) {
            Files.delete(tree.path("wiki.socket"));
            Files.delete(file.getParent());
        }
        Files.delete(root);
    }

    private static List<String> shown(Path root) throws IOException {
        List<String> shown = new ArrayList<>();
        for (Problem problem : new ClaimReader(FakeMachine::new, List.of())
                .readAgain(UnitPath.directory(root))
                .problems()) {
            Fixes.assertPasteable(List.of(problem));
            Path file = Path.of(Objects.requireNonNull(problem.file()));
            shown.add(problem.id() + " " + problem.severity().name() + " " + file.getFileName() + ":" + problem.line());
        }
        return shown;
    }
}
