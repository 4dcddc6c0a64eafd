package org.usher.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.command.UnitDirectory;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/** Real processes and real sockets; a shell script takes the dispatcher's place. */
@Timeout(120)
class EmbeddedTest {
    @TempDir
    private Path directory = Path.of("/nowhere");

    private final Kernel kernel = Kernel.linux();
    private final Lines lines = new Lines();
    private UnitDirectory units = new UnitDirectory(directory);
    private Path runtime = directory;
    private Thread runner = new Thread();

    @BeforeEach
    void makeDirectories() throws IOException {
        runtime = Files.createTempDirectory(Path.of("/tmp"), "ut");
        units = new UnitDirectory(directory.resolve("units"));
        script("dispatcher", "echo up $*; exec sleep 1000");
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        Files.delete(runtime); // empty
    }

    private Path script(String name, String text) throws IOException {
        Path script = directory.resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private Plan plan(int port) throws IOException {
        return new Plan(
                Files.createDirectories(units.path()).toRealPath(),
                List.of(ListenAddress.parse("127.0.0.1:" + port + "=80")),
                List.of(directory.resolve("dispatcher").toString()),
                Map.of("XDG_RUNTIME_DIR", runtime.toString(), "PATH", "/usr/bin:/bin", "LISTEN_FDS", "9"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Embedded start() throws IOException {
        Embedded embedded = Embedded.prepare(plan(freePort()), lines.stream());
        runner = new Thread(embedded::run, "run");
        runner.start();
        lines.await("usher.service | up");
        return embedded;
    }

    private void end(Embedded embedded) throws Exception {
        embedded.stop();
        runner.join();
        embedded.close();
    }

    private void app(String service) throws IOException {
        units.withApp("wiki", "/wiki/").with("wiki.service", service);
    }

    /** What a dispatcher does when a request comes: a message to the app's socket. */
    private void send(Embedded embedded) {
        String path = embedded.controlSocket().resolveSibling("apps/wiki.sock").toString();
        int fd = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        assertEquals(0, kernel.connect(fd, new SocketAddressBuffer().setPath(path)));
        assertEquals(1, kernel.send(fd, NativeMemory.allocate(1), 0, 1));
        kernel.close(fd);
    }

    @Test
    void dispatcherGetsItsSocketsAsSystemdPassesThem() throws Exception {
        script(
                "dispatcher",
                """
                test "$LISTEN_PID" = $$ && echo pid
                echo fds $LISTEN_FDS $LISTEN_FDNAMES
                echo open $(ls /proc/$$/fd | sort -n)
                echo kinds $(readlink /proc/$$/fd/3 /proc/$$/fd/4 /proc/$$/fd/5 | sed 's/:.*//')
                echo arguments $*
                test -d "$STATE_DIRECTORY" && echo state
                echo up
                exec sleep 1000""");
        Embedded embedded = Embedded.prepare(plan(freePort()), lines.stream());
        runner = new Thread(embedded::run, "run");
        runner.start();
        lines.await("usher.service | pid");
        assertEquals("3 http:return:control", lines.await("usher.service | fds "));
        assertTrue(lines.await("usher.service | open ").startsWith("0 1 2 3 4 5"));
        assertEquals("socket socket socket", lines.await("usher.service | kinds "));
        assertEquals(
                "--unit-path " + units.path().toRealPath() + " --socket-root "
                        + embedded.controlSocket().toString().replace("/run/usher/control", "") + " --port 80",
                lines.await("usher.service | arguments "));
        lines.await("usher.service | state");
        end(embedded);
    }

    @Test
    void nothingElseOfOursIsOpenInAProgram() throws Exception {
        script("dispatcher", "ls /proc/$$/fd | sort -n | tail -n 1; echo up; exec sleep 1000");
        try (ServerSocket ours = new ServerSocket(0)) {
            assertTrue(ours.isBound());
            Embedded embedded = Embedded.prepare(plan(freePort()), lines.stream());
            runner = new Thread(embedded::run, "run");
            runner.start();
            int last = Integer.parseInt(lines.await("usher.service | "));
            assertTrue(last == 5 || last == 10, "fd " + last + " is open"); // dash keeps its script at 10
            end(embedded);
        }
    }

    @Test
    void appStartsOnlyWhenSomethingWaitsForIt() throws Exception {
        app("[Service]\nExecStart=/bin/sh -c 'echo started by $LISTEN_FDS $LISTEN_FDNAMES; exec sleep 1000'\n");
        Embedded embedded = start();
        assertFalse(lines.all().stream().anyMatch(line -> line.startsWith("wiki.service")));
        send(embedded);
        assertEquals("1 wiki.socket", lines.await("wiki.service | started by "));
        end(embedded);
    }

    @Test
    void serviceHasItsOwnWordsVariablesAndDirectory() throws Exception {
        script("app", "echo $GREETING, $1 $2 from $(pwd); exec sleep 1000");
        app(
                """
                [Service]
                Environment="GREETING=hello world"
                WorkingDirectory=/tmp
                ExecStart=%s "a  b" %%p
                """
                        .formatted(directory.resolve("app")));
        Embedded embedded = start();
        send(embedded);
        assertEquals("hello world, a b wiki from /tmp", lines.await("wiki.service | "));
        end(embedded);
    }

    @Test
    void appThatFailsIsStartedAgain() throws Exception {
        app("[Service]\nExecStart=/bin/sh -c 'echo failing >&2; exit 7'\n");
        Embedded embedded = start();
        send(embedded);
        for (int i = 0; i < 3; i++) {
            lines.await("wiki.service | failing");
            assertEquals("has failed with exit code 7", lines.await("wiki.service "));
        }
        end(embedded);
    }

    /** As systemd, which closes the socket of a service that has hit its limit: a dispatcher then finds nobody there. */
    @ParameterizedTest
    @CsvSource({"StartLimitBurst=2, 2", "StartLimitIntervalSec=1min, 5"})
    void appThatHasStartedTooOftenHasNoSocketAnyMore(String limit, int starts) throws Exception {
        app("[Unit]\n" + limit + "\n[Service]\nExecStart=/bin/sh -c 'exit 7'\n");
        Embedded embedded = start();
        send(embedded);
        for (int i = 0; i < starts; i++) {
            assertEquals("has failed with exit code 7", lines.await("wiki.service "));
        }
        assertTrue(lines.await("wiki.service ").startsWith("has started " + starts + " times within "));
        String path = embedded.controlSocket().resolveSibling("apps/wiki.sock").toString();
        int fd = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        assertEquals(-Errno.ECONNREFUSED, kernel.connect(fd, new SocketAddressBuffer().setPath(path)));
        kernel.close(fd);
        end(embedded);
    }

    @Test
    void changeOfAUnitFileIsSaidAndEndsTheRun() throws Exception {
        app("[Service]\nExecStart=/bin/true\n");
        Embedded embedded = Embedded.prepare(plan(freePort()), lines.stream());
        CompletableFuture<Boolean> changed = CompletableFuture.supplyAsync(embedded::run);
        lines.await("usher.service | up");
        units.with("wiki.socket.d/60.conf", "[X-HTTP]\nPrefix=/more/\n");
        lines.await("Unit files have changed: everything starts anew.");
        assertTrue(changed.join());
        embedded.close();
    }

    @Test
    void onlyWhatIsServedIsServed() throws Exception {
        app("[Service]\nExecStart=/bin/true\n");
        units.withApp("blog", "/blog/").with("blog.service", "[Service]\n");
        Embedded embedded = start();
        assertEquals(
                List.of("/wiki/"),
                embedded.served().stream()
                        .map(claim -> claim.prefix().toString())
                        .toList());
        end(embedded);
    }

    @Test
    void programThatIsNotThereIsNoEndlessLoop() throws Exception {
        app("[Service]\nExecStart=/nowhere/app\n");
        Embedded embedded = start();
        send(embedded);
        assertEquals("127", lines.await("wiki.service has failed with exit code "));
        end(embedded);
    }

    @Test
    void stopEndsWhatProgramsHaveStartedToo() throws Exception {
        app("[Service]\nExecStart=/bin/sh -c 'sleep 1000 & echo child $!; wait'\n");
        Embedded embedded = start();
        send(embedded);
        long child = Long.parseLong(lines.await("wiki.service | child "));
        assertTrue(ProcessHandle.of(child).isPresent());
        end(embedded);
        ProcessHandle.of(child).ifPresent(ending -> ending.onExit().join()); // or the timeout of this test
    }

    @Test
    void nothingIsLeftAtTheEnd() throws Exception {
        app("[Service]\nExecStart=/bin/sh -c 'echo on; exec sleep 1000'\n");
        end(start()); // loads what stays loaded
        int before = openFds();
        for (int round = 0; round < 3; round++) {
            Embedded embedded = start();
            send(embedded);
            lines.await("wiki.service | on");
            end(embedded);
        }
        assertEquals(before, openFds());
        assertEquals(0, ProcessHandle.current().children().count());
    }

    private static int openFds() {
        String[] fds = new File("/proc/self/fd").list();
        return fds == null ? -1 : fds.length;
    }

    @Test
    void addressThatIsTakenIsNamedAndNothingIsLeft() throws IOException {
        app("[Service]\nExecStart=/bin/true\n");
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Plan plan = plan(taken.getLocalPort());
            IOException refused = assertThrows(IOException.class, () -> Embedded.prepare(plan, lines.stream()));
            assertTrue(
                    String.valueOf(refused.getMessage()).startsWith("listen on 127.0.0.1:" + taken.getLocalPort()),
                    refused.getMessage());
            assertTrue(String.valueOf(refused.getMessage()).contains("choose another with --listen"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            no command        | [Service]                      | has 0 commands in ExecStart=
            open quote        | [Service]~ExecStart=/bin/a "b  | wiki.service:2: /bin/a "b: a quote is not closed
            unknown specifier | [Service]~ExecStart=/bin/a %q  | specifier %q
            nothing but marks | [Service]~ExecStart=@/bin/a    | does not know how to start
            two commands      | [Service]~ExecStart=/bin/a b ; /bin/c | has 2 commands
            """)
    void unitThatCannotBeRunIsNamedAndTheOthersAreServed(String name, String service, String reason) throws Exception {
        app(service.replace('~', '\n') + "\n");
        Embedded embedded = start();
        assertEquals(1, embedded.notes().size(), name);
        String note = embedded.notes().iterator().next();
        assertTrue(note.startsWith("wiki.socket is not served: ") && note.contains(reason), note);
        end(embedded);
    }

    @Test
    void socketWithoutServiceIsNamed() throws Exception {
        units.withApp("wiki", "/wiki/");
        Files.delete(units.path().resolve("wiki.service"));
        Embedded embedded = start();
        assertTrue(embedded.notes().iterator().next().contains("there is no wiki.service"));
        end(embedded);
    }

    @Test
    void socketWhosePathIsTooLongIsNamed() throws Exception {
        String path = "/run/usher/apps/" + "x".repeat(80) + ".sock";
        units.with("wiki.socket", "[Socket]\nListenDatagram=" + path + "\n[X-HTTP]\nPrefix=/wiki/\n")
                .with("wiki.service", "[Service]\nExecStart=/bin/true\n");
        Embedded embedded = start();
        assertTrue(
                embedded.notes().iterator().next().contains("at most 107"),
                embedded.notes().toString());
        end(embedded);
    }
}
