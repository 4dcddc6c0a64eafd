package org.usher.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.posix.Kernel;

/** What cannot be served is named, and everything else is served. */
@Timeout(120)
class UnservedTest {
    @TempDir
    private Path directory = Path.of("/nowhere");

    private Foreground foreground;

    @BeforeEach
    void makeDirectories() throws IOException {
        foreground = new Foreground(directory);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        foreground.close();
    }

    @Test
    void onlyWhatIsServedIsServed() throws Exception {
        foreground.app("[Service]\nExecStart=/bin/true\n");
        foreground.units().withApp("blog", "/blog/").with("blog.service", "[Service]\n");
        Embedded embedded = foreground.start();
        assertEquals(
                List.of("/wiki/"),
                embedded.served().stream()
                        .map(claim -> claim.prefix().toString())
                        .toList());
        foreground.end(embedded);
    }

    @Test
    void addressThatIsTakenIsNamedAndNothingIsLeft() throws IOException {
        foreground.app("[Service]\nExecStart=/bin/true\n");
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String address = "127.0.0.1:" + taken.getLocalPort();
            IOException refused = assertThrows(IOException.class, () -> foreground.prepare(address));
            assertTrue(String.valueOf(refused.getMessage()).startsWith("listen on " + address), refused.getMessage());
            assertTrue(String.valueOf(refused.getMessage()).contains("choose another with --listen"));
        }
    }

    @Test
    void addressOfAnotherMachineIsNamed() {
        IOException refused = assertThrows(
                IOException.class,
                () -> BoundSocket.tcp(Kernel.linux(), "http", ListenAddress.parse("192.0.2.9:8080")));
        assertEquals(
                "listen on 192.0.2.9:8080: this machine has no such address (EADDRNOTAVAIL): choose another with --listen"
                        + " (below port 1024 only root can), or see with ss -ltnp which program has it",
                refused.getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            no command        | [Service]                      | wiki.service: usherctl run starts one command: write one ExecStart=
            open quote        | [Service]~ExecStart=/bin/a "b  | wiki.service:2: /bin/a "b: a quote is not closed
            unknown specifier | [Service]~ExecStart=/bin/a %q  | specifier %q
            nothing but marks | [Service]~ExecStart=@/bin/a    | does not know how to start
            two commands      | [Service]~ExecStart=/bin/a b ; /bin/c | of a script if there are several
            """)
    void unitThatCannotBeRunIsNamedAndTheOthersAreServed(String name, String service, String reason) throws Exception {
        foreground.app(service.replace('~', '\n') + "\n");
        Embedded embedded = foreground.start();
        assertEquals(1, embedded.notes().size(), name);
        String note = embedded.notes().iterator().next();
        assertTrue(note.startsWith("wiki.socket is not served: ") && note.contains(reason), note);
        foreground.end(embedded);
    }

    @Test
    void socketWithoutServiceIsNamed() throws Exception {
        foreground.units().withApp("wiki", "/wiki/");
        Files.delete(foreground.units().path().resolve("wiki.service"));
        Embedded embedded = foreground.start();
        assertEquals(
                "wiki.socket is not served: there is no wiki.service beside "
                        + foreground.units().path().toRealPath()
                        + "/wiki.socket: write it, or name another with Service=",
                embedded.notes().iterator().next());
        foreground.end(embedded);
    }

    /** Nothing waits for it either: a relay would, for as long as an app may take to start. */
    @Test
    void programForEachConnectionIsNamedAndNeedsNoRelay() throws Exception {
        foreground.script("usher-relay", "exec sleep 1000");
        foreground
                .units()
                .with("wiki.socket", "[Socket]\nListenStream=/run/wiki.sock\nAccept=yes\n[X-HTTP]\nPrefix=/wiki/\n")
                .with("wiki@.service", "[Service]\nExecStart=/bin/cat\nStandardInput=socket\n");
        Embedded embedded = foreground.start();
        assertEquals(
                List.of("wiki.socket is not served: "
                        + foreground.units().path().toRealPath()
                        + "/wiki.socket:3: Accept=yes starts a program for each"
                        + " connection, which usherctl run does not: install the unit to try it"),
                List.copyOf(embedded.notes()));
        assertFalse(Files.exists(embedded.controlSocket().resolveSibling("apps/usher-relay.sock")));
        foreground.end(embedded);
    }

    @Test
    void programThatCannotStartNowIsNamedAndServed() throws Exception {
        Path text = Files.writeString(directory.resolve("app"), "#!/bin/sh\n");
        foreground.app("[Service]\nExecStart=/nowhere/app\n");
        foreground.units().withApp("blog", "/blog/").with("blog.service", "[Service]\nExecStart=" + text + " -v\n");
        Embedded embedded = foreground.start();
        String units = foreground.units().path().toRealPath().toString();
        assertEquals(
                List.of(
                        "blog.socket: " + units + "/blog.service:2: " + text + " -v: " + text
                                + " may not be executed (chmod +x)",
                        "wiki.socket: " + units + "/wiki.service:2: /nowhere/app: /nowhere/app is not there"),
                List.copyOf(embedded.notes()));
        assertEquals(2, embedded.served().size());
        foreground.end(embedded);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ListenStream=/run/wiki.sock | /bin/true | usher-relay
            ListenDatagram=/run/usher/apps/w.sock~[X-HTTP]~Static=/srv | /bin/true | usher-static
            ListenDatagram=/run/usher/apps/wiki.sock | /usr/lib/usher/usher-static /srv | usher-static
            """)
    void whatNeedsAProgramOfAnInstalledUsherIsNamedWithoutOne(String listens, String program, String missing)
            throws Exception {
        foreground
                .units()
                .with("wiki.socket", "[Socket]\n" + listens.replace('~', '\n') + "\n[X-HTTP]\nPrefix=/wiki/\n")
                .with("wiki.service", "[Service]\nExecStart=" + program + "\n");
        Embedded embedded = foreground.start();
        assertEquals(
                List.of(
                        "wiki.socket is not served: there is no " + directory + "/" + missing
                                + ", which an installed usher has: run its usherctl, or that of packaging/install --destdir DIR"),
                List.copyOf(embedded.notes()));
        foreground.end(embedded);
    }

    @Test
    void socketWhosePathIsTooLongIsNamed() throws Exception {
        String path = "/run/usher/apps/" + "x".repeat(80) + ".sock";
        foreground
                .units()
                .with("wiki.socket", "[Socket]\nListenDatagram=" + path + "\n[X-HTTP]\nPrefix=/wiki/\n")
                .with("wiki.service", "[Service]\nExecStart=/bin/true\n");
        Embedded embedded = foreground.start();
        assertTrue(
                embedded.notes().iterator().next().contains("at most 107"),
                embedded.notes().toString());
        foreground.end(embedded);
    }
}
