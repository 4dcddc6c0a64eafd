package org.usher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.usher.cli.UsherCtl;
import org.usher.report.FixedInspection;

class CatTest {
    @TempDir
    private Path directory = Path.of("/nowhere");

    private final Console console = new Console();

    private int cat(String... words) {
        return run(Path.of("/nowhere"), "--unit-path", directory.toString(), words);
    }

    private int run(Path socket, String option, String value, String... words) {
        Stream<String> options = option.isEmpty() ? Stream.of("cat") : Stream.of("cat", option, value);
        return UsherCtl.execute(
                console.environment(socket),
                Stream.concat(options, Stream.of(words)).toArray(String[]::new));
    }

    @Test
    void everyLineThatMattersSaysWhatItComesTo() throws IOException {
        new UnitDirectory(directory)
                .with(
                        "site@.socket",
                        """
                        [Socket]
                        ListenStream=127.0.0.1:9000
                        ListenDatagram=/run/usher/apps/%p-%i.sock
                        Service=other@%i.service
                        SocketMode=0600

                        [X-HTTP]
                        Prefix=/old/
                        QueueMax=5
                        Colour=blue
                        """)
                .with(
                        "site@.socket.d/10-more.conf",
                        """
                        [X-HTTP]
                        Prefix=
                        Prefix=/%i/ //%i.example/ /taken/
                        """)
                .with("site@alice.socket.d/20-queue.conf", "[X-HTTP]\nQueueMax=7\n")
                .withApp("a", "/taken/");
        Path wants = Files.createDirectory(directory.resolve("sockets.target.wants"));
        Files.createSymbolicLink(wants.resolve("site@alice.socket"), Path.of("../site@.socket"));
        assertEquals(0, cat("site@alice"));
        String unit = directory + "/site@.socket";
        String more = directory + "/site@.socket.d/10-more.conf";
        String queue = directory + "/site@alice.socket.d/20-queue.conf";
        List<String> lines = console.out().lines().toList();
        assertEquals(
                List.of(
                        "# site@alice.socket: routed, handoff by /run/usher/apps/site-alice.sock to other@alice.service",
                        "# " + unit,
                        "    2 #ListenStream=127.0.0.1:9000  (not used)",
                        "    3  ListenDatagram=/run/usher/apps/%p-%i.sock",
                        "    4  Service=other@%i.service",
                        "    8 #Prefix=/old/  (reset by " + more + ":2)",
                        "    9 #QueueMax=5  (overridden by " + queue + ":2)",
                        "   10 #Colour=blue  (not used)",
                        "# " + more,
                        "    2 #Prefix=  (resets the lines above)",
                        "    3  Prefix=/%i/ //%i.example/ /taken/",
                        "       -> /alice/ routed",
                        "       -> //alice.example/ routed",
                        "       -> /taken/ lost: only the names of the units decide: /taken/",
                        "# " + queue,
                        "    2  QueueMax=7"),
                lines.subList(0, 16));
        assertTrue(console.out().contains("[unknown-key]"), console.out());
    }

    @Test
    void unitIsJsonForPrograms() throws IOException {
        new UnitDirectory(directory).withApp("wiki", "/wiki/");
        assertEquals(0, cat("wiki.socket", "--json=short"));
        assertTrue(
                console.out()
                        .startsWith("{\"unit\":\"wiki.socket\",\"declares\":true,\"state\":\"routed\","
                                + "\"service\":\"wiki.service\",\"mode\":\"handoff\","
                                + "\"socket\":\"/run/usher/apps/wiki.sock\",\"lines\":[{\"section\":\"Socket\","),
                console.out());
        assertTrue(
                console.out()
                        .contains("\"claims\":[{\"prefix\":\"/wiki/\",\"file\":\"" + directory
                                + "/wiki.socket\",\"line\":7,\"state\":\"routed\",\"why\":null}]"),
                console.out());
    }

    @Test
    void unitWithoutSectionSaysSo() throws IOException {
        new UnitDirectory(directory).with("plain.socket", "[Socket]\nListenStream=/run/plain.sock\n");
        assertEquals(0, cat("plain"));
        assertTrue(
                console.out().startsWith("# plain.socket: it has no [X-HTTP] section and claims nothing\n"),
                console.out());
    }

    @Test
    void settingsOfTheDispatcherAreShownToo() throws IOException {
        new UnitDirectory(directory)
                .with("usher.socket", "[Socket]\nListenStream=80\n[X-HTTP]\nHeadTimeoutSec=5\nHosts=a.example\n");
        assertEquals(0, cat("usher"));
        assertTrue(console.out().contains("    4  HeadTimeoutSec=5\n    5  Hosts=a.example\n"), console.out());
    }

    @Test
    void unitThatIsNotThereIsAWrongArgument() throws IOException {
        assertEquals(2, cat("wiki"));
        try (ControlSocket socket =
                new ControlSocket(new FixedInspection(List.of(), List.of(), FixedInspection.UNKNOWN))) {
            assertEquals(2, run(socket.path(), "", "", "no"));
        }
        assertEquals("", console.out());
        assertEquals(
                "usherctl cat: there is no unit wiki.socket\nusherctl cat: there is no unit no.socket\n",
                console.err());
    }

    @Test
    void runningDispatcherIsAsked() throws IOException {
        try (ControlSocket socket =
                new ControlSocket(new FixedInspection(List.of(), List.of(), FixedInspection.UNKNOWN))) {
            assertEquals(0, run(socket.path(), "", "", "wiki"));
        }
        assertEquals(
                """
                # wiki.socket: routed, handoff by /run/usher/apps/wiki.sock to wiki.service
                # /w
                    2  ListenDatagram=/run/usher/apps/%p.sock
                    4 #Prefix=/old/  (reset by /d:2)
                # /d
                    2 #Prefix=  (resets the lines above)
                    3  Prefix=/%p/ /b/
                       -> /wiki/ routed
                       -> /b/ lost: only the names of the units decide: /b/
                """,
                console.out());
    }

    @Test
    @Timeout(60)
    void unitOfManyLinesIsDescribedInTimeLinearInThem() throws IOException {
        UnitDirectory units = new UnitDirectory(directory).withApp("wiki", "");
        for (int file = 0; file < 3; file++) {
            StringBuilder prefixes = new StringBuilder("[X-HTTP]\n");
            for (int i = 0; i < 9_000; i++) {
                prefixes.append("Prefix=/p").append(file).append(i).append("/\n");
            }
            units.with("wiki.socket.d/" + file + ".conf", prefixes.toString());
        }
        assertEquals(0, cat("wiki"));
        assertTrue(console.out().contains("  901  Prefix=/p0899/\n       -> /p0899/ routed\n"));
        assertTrue(console.out().contains(" 9001  Prefix=/p28999/\n"));
    }
}
