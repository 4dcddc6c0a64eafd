package org.usher.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.activation.ProcessEnvironment;
import org.usher.posix.FaultyKernel;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.OpenFds;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

@ExtendWith(OpenFds.class)
class SupervisorTest {
    private static final long PID = 4242;

    private final Kernel kernel = Kernel.linux();
    private final String path;
    private final FdMessage message = FdMessage.toReceive(8192, 4);
    private int systemd = -1;

    SupervisorTest(@TempDir Path directory) {
        this.path = directory.resolve("notify").toString();
    }

    @AfterEach
    void close() {
        if (systemd >= 0) {
            kernel.close(systemd);
        }
    }

    @Test
    void everyNotificationIsOneDatagram() {
        Supervisor supervisor = listening(path);
        assertTrue(supervisor.ready());
        assertEquals("READY=1", received());
        assertTrue(supervisor.send(Notification.ready().status("12 routes, 1 problem")));
        assertEquals("READY=1\nSTATUS=12 routes, 1 problem", received());
        supervisor.status("größer");
        assertEquals("STATUS=größer", received());
        supervisor.stopping();
        assertEquals("STOPPING=1", received());
        supervisor.alive();
        assertEquals("WATCHDOG=1", received());
        supervisor.send(Notification.watchdogTrigger());
        assertEquals("WATCHDOG=trigger", received());
        supervisor.send(Notification.errno(2).status("no routes"));
        assertEquals("ERRNO=2\nSTATUS=no routes", received());
        supervisor.send(Notification.extendTimeout(Duration.ofSeconds(90)));
        assertEquals("EXTEND_TIMEOUT_USEC=90000000", received());
        supervisor.send(Notification.mainPid(17));
        assertEquals("MAINPID=17", received());
        supervisor.send(Notification.of("X_PHASE", "loading").and("X_STEP", "2"));
        assertEquals("X_PHASE=loading\nX_STEP=2", received());
    }

    @Test
    void aReloadCarriesItsMonotonicTimeInTheSameMessage() {
        Supervisor supervisor = listening(path);
        long before = System.nanoTime() / 1000;
        assertTrue(supervisor.reloading());
        String text = received();
        assertEquals("RELOADING=1\nMONOTONIC_USEC=#", text.replaceAll("[0-9]{2,}", "#"));
        long sent = Long.parseLong(text.substring(text.lastIndexOf('=') + 1));
        assertTrue(before <= sent && sent <= System.nanoTime() / 1000);
    }

    @Test
    void anAbstractSocketIsReachedByItsAt() {
        Supervisor supervisor = listening("@usher-test-" + UUID.randomUUID());
        assertTrue(supervisor.ready());
        assertEquals("READY=1", received());
    }

    @Test
    void storedFdsTravelWithTheirNameAndStayOurs() {
        Supervisor supervisor = listening(path);
        int fd = kernel.eventFd();
        assertTrue(supervisor.storeFds("state", fd, fd));
        assertEquals("FDSTORE=1\nFDNAME=state", received(2));
        assertTrue(supervisor.storeFdsUnpolled("state", fd));
        assertEquals("FDSTORE=1\nFDNAME=state\nFDPOLL=0", received(1));
        assertTrue(supervisor.removeFds("state"));
        assertEquals("FDSTOREREMOVE=1\nFDNAME=state", received());
        assertEquals(0, kernel.close(fd));
    }

    @Test
    void aBarrierPassesWhenTheSupervisorClosesItsFd() {
        FaultyKernel waiting = new FaultyKernel().before("epollWait", () -> assertEquals("BARRIER=1", received(1)));
        assertTrue(listening(path, waiting.kernel()).barrier(Duration.ofMinutes(1)));
        assertTrue(waiting.count("epollWait") > 0);
    }

    @Test
    void aBarrierDoesNotWaitForEver() {
        Supervisor supervisor = listening(path);
        assertFalse(supervisor.barrier(Duration.ofMillis(20)));
        assertEquals("BARRIER=1", received(1));
    }

    @Test
    void withoutASupervisorNothingIsSentAndNothingFails() {
        Supervisor nobody = of(Map.of());
        assertFalse(nobody.isPresent());
        assertFalse(nobody.ready());
        assertFalse(nobody.storeFds("a", 0));
        assertFalse(nobody.barrier(Duration.ofSeconds(5)));
        assertEquals(Optional.empty(), nobody.watchdogInterval());
    }

    @Test
    void aSupervisorThatIsGoneIsNotAnError() {
        Supervisor supervisor = listening(path);
        kernel.close(systemd);
        systemd = -1;
        assertTrue(supervisor.isPresent());
        assertFalse(supervisor.ready());
        assertFalse(supervisor.barrier(Duration.ofSeconds(5)));
        assertFalse(of(Map.of("NOTIFY_SOCKET", "/nowhere/notify")).ready());
    }

    @Test
    void aFullQueueIsWaitedFor() {
        FaultyKernel waiting = new FaultyKernel();
        Supervisor supervisor = listening(path, waiting.kernel());
        int count = fillQueue();
        waiting.before("epollWait", () -> {
            for (int i = 0; i < count; i++) {
                assertEquals("x", received());
            }
        });
        assertTrue(supervisor.ready());
        assertTrue(waiting.count("epollWait") > 0);
        assertEquals("READY=1", received());
    }

    /** Returns how many messages the queue has taken. */
    private int fillQueue() {
        int filler = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        kernel.connect(filler, new SocketAddressBuffer().setPath(path));
        FdMessage octet = FdMessage.toSend(1, 0);
        octet.payload().put((byte) 'x');
        octet.setFds();
        int queued = 0;
        while (kernel.sendMessage(filler, octet) > 0) {
            queued++;
        }
        kernel.close(filler);
        return queued;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "watched,            3000000, 4242, PT3S",
        "no pid means us,    3000000,     , PT3S",
        "our parent's,       3000000, 17,       ",
        "not watched,               , 4242,     ",
        "finer than seconds, 1500,        , PT0.0015S",
    })
    void theWatchdogIntervalIsOursOnlyIfThePidIs(String name, String interval, String pid, Duration expected) {
        Map<String, String> variables = new HashMap<>();
        variables.computeIfAbsent("WATCHDOG_USEC", key -> interval);
        variables.computeIfAbsent("WATCHDOG_PID", key -> pid);
        assertEquals(Optional.ofNullable(expected), of(variables).watchdogInterval());
    }

    @ParameterizedTest
    @CsvSource({
        "WATCHDOG_USEC, 0,     it is not a positive number",
        "WATCHDOG_USEC, 3s,    it is not a positive number",
        "NOTIFY_SOCKET, vsock:2:1, it is neither a path nor @ and an abstract name",
        "NOTIFY_SOCKET, @,     it is neither a path nor @ and an abstract name",
    })
    void aMalformedVariableIsQuotedWithItsValue(String variable, String value, String problem) {
        assertEquals(
                variable + "=\"" + value + "\": " + problem + "; unset it or let systemd set it",
                assertThrows(IllegalStateException.class, () -> of(Map.of(variable, value)))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nREADY=1", "a\rb", "a\0b", "\u0085"})
    void noTextCanForgeAnAssignment(String text) {
        assertThrows(IllegalArgumentException.class, () -> Notification.statusOf(text));
        assertThrows(IllegalArgumentException.class, () -> Notification.removeFds(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ready", "A=B", "A B", "A\n"})
    void aNameIsUpperCase(String name) {
        assertThrows(IllegalArgumentException.class, () -> Notification.of(name, "1"));
    }

    @Test
    void aMessageThatSystemdWouldDropIsRefused() {
        assertEquals(4096, Notification.statusOf("x".repeat(4089)).toString().length());
        assertEquals(
                "a notification has at most 4096 octets, not 4097: shorten STATUS=",
                assertThrows(IllegalArgumentException.class, () -> Notification.statusOf("x".repeat(4090)))
                        .getMessage());
    }

    @Test
    void childrenInheritNoVariables() {
        Map<String, String> child =
                new HashMap<>(Map.of("NOTIFY_SOCKET", "@a", "WATCHDOG_USEC", "1", "WATCHDOG_PID", "1", "PATH", "/bin"));
        Supervisor.removeFrom(child);
        assertEquals(Map.of("PATH", "/bin"), child);
    }

    private Supervisor listening(String name) {
        return listening(name, kernel);
    }

    /** Makes the socket {@code name}; the supervisor that is told there makes its calls on {@code its}. */
    private Supervisor listening(String name, Kernel its) {
        systemd = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        assertEquals(0, kernel.bind(systemd, new SocketAddressBuffer().setPath(name)));
        return Supervisor.of(new ProcessEnvironment(Map.of("NOTIFY_SOCKET", name), PID), its);
    }

    private Supervisor of(Map<String, String> variables) {
        return Supervisor.of(new ProcessEnvironment(variables, PID), kernel);
    }

    private String received() {
        return received(0);
    }

    private String received(int fds) {
        int length = kernel.receiveMessage(systemd, message);
        assertTrue(length > 0, "a datagram");
        assertEquals(fds, message.fdCount());
        for (int i = 0; i < fds; i++) {
            kernel.close(message.fd(i));
        }
        byte[] text = new byte[length];
        message.payload().get(0, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
