package org.usher.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.posix.Errno;

/** What is started, and what ends it. */
@Timeout(120)
class EmbeddedTest {
    /** What programs have to end by themselves. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int ROUNDS_MAX = 3;

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
    void dispatcherGetsItsSocketsAsSystemdPassesThem() throws Exception {
        foreground.script(
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
        Embedded embedded = foreground.run(foreground.prepare());
        foreground.lines().await("usher.service | pid");
        assertEquals("3 http:return:control", foreground.lines().await("usher.service | fds "));
        assertTrue(foreground.lines().await("usher.service | open ").startsWith("0 1 2 3 4 5"));
        assertEquals("socket socket socket", foreground.lines().await("usher.service | kinds "));
        assertEquals(
                "--unit-path " + foreground.units().path().toRealPath() + " --socket-root "
                        + embedded.controlSocket().toString().replace("/run/usher/control", "") + " --port 80",
                foreground.lines().await("usher.service | arguments "));
        foreground.lines().await("usher.service | state");
        foreground.end(embedded);
    }

    @Test
    void nothingElseOfOursIsOpenInAProgram() throws Exception {
        foreground.script("dispatcher", "ls /proc/$$/fd | sort -n | tail -n 1; echo up; exec sleep 1000");
        try (ServerSocket ours = new ServerSocket(0)) {
            assertTrue(ours.isBound());
            Embedded embedded = foreground.run(foreground.prepare());
            int last = Integer.parseInt(foreground.lines().await("usher.service | "));
            assertTrue(last == 5 || last == 10, "fd " + last + " is open"); // dash keeps its script at 10
            foreground.end(embedded);
        }
    }

    @Test
    void appStartsOnlyWhenSomethingWaitsForIt() throws Exception {
        foreground.app(
                "[Service]\nExecStart=/bin/sh -c 'echo started by $LISTEN_FDS $LISTEN_FDNAMES; exec sleep 1000'\n");
        Embedded embedded = foreground.start();
        assertFalse(foreground.lines().all().stream().anyMatch(line -> line.startsWith("wiki.service")));
        foreground.send(embedded);
        assertEquals("1 wiki.socket", foreground.lines().await("wiki.service | started by "));
        foreground.end(embedded);
    }

    @Test
    void programsThatComeWithUsherAreThoseBesideTheDispatcher() throws Exception {
        for (String program : List.of("usher-relay", "usher-static")) {
            foreground.script(program, "echo $LISTEN_FDNAMES $*; exec sleep 1000");
        }
        foreground
                .units()
                .with("a.socket", "[Socket]\nListenStream=/run/a.sock\n[X-HTTP]\nPrefix=/a/\n")
                .with("a.service", "[Service]\nExecStart=/bin/true\n")
                .with("b.socket", "[Socket]\nListenStream=/run/b.sock\n[X-HTTP]\nPrefix=/b/\nStatic=/srv\n")
                .with("b.service", "[Service]\nExecStart=/bin/true\n");
        foreground.app("[Service]\nExecStart=/usr/lib/usher/usher-static /srv\n");
        Embedded embedded = foreground.start();
        assertEquals(List.of(), List.copyOf(embedded.notes()));
        foreground.send(embedded);
        assertEquals("wiki.socket /srv", foreground.lines().await("wiki.service | "));
        foreground.send(embedded, "usher-relay");
        assertEquals(
                "usher-relay.socket --socket-root "
                        + embedded.controlSocket().toString().replace("/run/usher/control", ""),
                foreground.lines().await("usher-relay.service | "));
        foreground.send(embedded, "usher-static");
        assertEquals(
                "usher-static.socket",
                foreground.lines().await("usher-static.service | ").strip());
        foreground.end(embedded);
    }

    @Test
    void serviceHasItsOwnWordsVariablesAndDirectory() throws Exception {
        foreground.script("app", "echo $GREETING, $1 $2 from $(pwd); exec sleep 1000");
        foreground.app(
                """
                [Service]
                Environment="GREETING=hello world"
                WorkingDirectory=/tmp
                ExecStart=%s "a  b" %%p
                """
                        .formatted(directory.resolve("app")));
        Embedded embedded = foreground.start();
        foreground.send(embedded);
        assertEquals("hello world, a b wiki from /tmp", foreground.lines().await("wiki.service | "));
        foreground.end(embedded);
    }

    @Test
    void appThatFailsIsStartedAgain() throws Exception {
        foreground.app("[Service]\nExecStart=/bin/sh -c 'echo failing >&2; exit 7'\n");
        Embedded embedded = foreground.start();
        foreground.send(embedded);
        for (int i = 0; i < 3; i++) {
            foreground.lines().await("wiki.service | failing");
            assertEquals("has failed with exit code 7", foreground.lines().await("wiki.service "));
        }
        foreground.end(embedded);
    }

    /** As systemd, which closes the socket of a service that has hit its limit: a dispatcher then finds nobody there. */
    @ParameterizedTest
    @CsvSource({"StartLimitBurst=2, 2", "StartLimitIntervalSec=1min, 5"})
    void appThatHasStartedTooOftenHasNoSocketAnyMore(String limit, int starts) throws Exception {
        foreground.app("[Unit]\n" + limit + "\n[Service]\nExecStart=/bin/sh -c 'exit 7'\n");
        Embedded embedded = foreground.start();
        foreground.send(embedded);
        for (int i = 0; i < starts; i++) {
            assertEquals("has failed with exit code 7", foreground.lines().await("wiki.service "));
        }
        assertTrue(foreground.lines().await("wiki.service ").startsWith("has started " + starts + " times within "));
        assertEquals(-Errno.ECONNREFUSED, foreground.reach(embedded));
        foreground.end(embedded);
    }

    @Test
    void changeOfAUnitFileIsSaidAndEndsTheRun() throws Exception {
        foreground.app("[Service]\nExecStart=/bin/true\n");
        Embedded embedded = foreground.prepare();
        FutureTask<Boolean> changed = new FutureTask<>(embedded::run);
        new Thread(changed, "run").start();
        foreground.lines().await("usher.service | up");
        foreground.units().with("wiki.socket.d/60.conf", "[X-HTTP]\nPrefix=/more/\n");
        foreground.lines().await("Unit files have changed: everything starts anew.");
        assertTrue(changed.get());
        embedded.close();
    }

    @Test
    void programThatIsNotThereIsNoEndlessLoop() throws Exception {
        foreground.app("[Service]\nExecStart=/nowhere/app\n");
        Embedded embedded = foreground.start();
        foreground.send(embedded);
        assertEquals("127", foreground.lines().await("wiki.service has failed with exit code "));
        foreground.end(embedded);
    }

    @Test
    void stopEndsWhatProgramsHaveStartedToo() throws Exception {
        foreground.app("[Service]\nExecStart=/bin/sh -c 'sleep 1000 & echo child $!; wait'\n");
        Embedded embedded = foreground.start();
        foreground.send(embedded);
        long child = Long.parseLong(foreground.lines().await("wiki.service | child "));
        assertTrue(ProcessHandle.of(child).isPresent());
        foreground.end(embedded);
        ProcessHandle.of(child).ifPresent(ending -> ending.onExit().join()); // or the timeout of this test
    }

    private Embedded withAProgramThat(String traps) throws Exception {
        foreground.app("[Service]\nExecStart=/bin/sh -c '" + traps + "; echo on; while :; do sleep 1; done'\n");
        Embedded embedded = foreground.start();
        foreground.send(embedded);
        foreground.lines().await("wiki.service | on");
        return embedded;
    }

    @Test
    void programThatIgnoresSigtermIsKilledAtOnce() throws Exception {
        Embedded embedded = withAProgramThat("trap \"\" TERM");
        foreground.end(embedded);
        foreground.lines().await("wiki.service ignores SIGTERM and is killed");
    }

    /** On a machine that stands still meanwhile the program may have had its time: then it is tried again. */
    @Test
    void programThatDoesNotEndIsKilledByASecondCtrlC() throws Exception {
        boolean hadItsTime = true;
        for (int round = 0; round < ROUNDS_MAX && hadItsTime; round++) {
            Embedded embedded = withAProgramThat("trap : TERM");
            long begun = System.nanoTime();
            embedded.stop();
            pressCtrlCAgain(begun);
            foreground.lines().await("wiki.service does not end after SIGTERM and is killed");
            hadItsTime = System.nanoTime() - begun >= PATIENCE_NANOS;
            foreground.end(embedded);
        }
        assertFalse(hadItsTime, "it waited for its time");
    }

    /** The second Ctrl-C reaches every process of the terminal's group but the JVM, which hears only the first. */
    private static void pressCtrlCAgain(long begun) {
        Optional<ProcessHandle> patience = Optional.empty();
        while (patience.isEmpty() && System.nanoTime() - begun < PATIENCE_NANOS) {
            patience = ProcessHandle.current()
                    .children()
                    .filter(child ->
                            List.of("5").equals(List.of(child.info().arguments().orElse(new String[0]))))
                    .findAny();
        }
        patience.ifPresent(ProcessHandle::destroy);
    }

    @Test
    void nothingIsLeftAtTheEnd() throws Exception {
        foreground.app("[Service]\nExecStart=/bin/sh -c 'echo on; exec sleep 1000'\n");
        foreground.end(foreground.start()); // loads what stays loaded
        int before = openFds();
        for (int round = 0; round < 3; round++) {
            Embedded embedded = foreground.start();
            foreground.send(embedded);
            foreground.lines().await("wiki.service | on");
            foreground.end(embedded);
        }
        assertEquals(before, openFds());
        assertEquals(0, ProcessHandle.current().children().count());
    }

    private static int openFds() {
        String[] fds = new File("/proc/self/fd").list();
        return fds == null ? -1 : fds.length;
    }
}
