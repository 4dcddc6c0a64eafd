package org.usher.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.usher.posix.SocketType.AF_UNIX;
import static org.usher.posix.SocketType.SOCK_DGRAM;
import static org.usher.posix.SocketType.SOCK_STREAM;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.activation.Activation.Absent;
import org.usher.activation.Activation.Foreign;
import org.usher.activation.Activation.Malformed;
import org.usher.activation.Activation.Received;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;
import org.usher.posix.OpenFds;

@ExtendWith(OpenFds.class)
class ActivationTest {
    private final Kernel kernel = Kernel.linux();
    private final InheritedFds fds = new InheritedFds();

    @Test
    void withoutVariablesNobodyActivatedUs() {
        Activation activation = fds.activation();
        assertEquals(new Absent(), activation);
        assertEquals(
                "no sockets were passed to this process (LISTEN_FDS is not set): start it through its .socket unit"
                        + " (NAME.socket beside NAME.service, with a line such as ListenStream=8080 under [Socket];"
                        + " systemctl enable --now NAME.socket), or try it with systemd-socket-activate",
                assertThrows(IllegalStateException.class, activation::orElseThrow)
                        .getMessage());
    }

    @Test
    void variablesForAnotherProcessAreForeign() {
        Activation activation =
                fds.with("LISTEN_PID", "17").with("LISTEN_FDS", "1").activation();
        assertEquals(new Foreign(17, InheritedFds.PID), activation);
        assertEquals(
                "LISTEN_PID=\"17\" is not this process (4242): if a script starts java, let it say \"exec java\"",
                activation.explanation());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "pid is a word     | me    | 1    | a   | LISTEN_PID=\"me\": it is not a process id",
                "pid is empty      | ''    | 1    | a   | LISTEN_PID=\"\": it is not a process id",
                "pid is zero       | 0     | 1    | a   | LISTEN_PID=\"0\": it is not a process id",
                "pid has a sign    | +4242 | 1    | a   | LISTEN_PID=\"+4242\": it is not a process id",
                "pid alone         | 4242  |      | a   | LISTEN_PID=\"4242\": LISTEN_FDS is not set",
                "fds alone         |       | 1    | a   | LISTEN_FDS=\"1\": LISTEN_PID is not set",
                "fds is zero       | 4242  | 0    | a   | LISTEN_FDS=\"0\": it is not a number of sockets",
                "fds is negative   | 4242  | -1   | a   | LISTEN_FDS=\"-1\": it is not a number of sockets",
                "fds is a word     | 4242  | many | a   | LISTEN_FDS=\"many\": it is not a number of sockets",
                "fds overflows     | 4242  | 2147483647 | a | LISTEN_FDS=\"2147483647\": it is not a number",
                "an fd is not open | 4242  | 2    | a:b | LISTEN_FDS=\"2\": fd 701 is not open",
                "too many names    | 4242  | 1    | a:b | LISTEN_FDNAMES=\"a:b\": it has 2 names for LISTEN_FDS=\"1\"",
            })
    void aMalformedVariableIsQuotedWithItsValue(String name, String pid, String count, String names, String sentence) {
        fds.pass(kernel.socket(AF_UNIX, SOCK_DGRAM), "a");
        set("LISTEN_PID", pid);
        set("LISTEN_FDS", count);
        set("LISTEN_FDNAMES", names);

        Malformed malformed = assertInstanceOf(Malformed.class, fds.activation());
        assertEquals(sentence, malformed.explanation().substring(0, sentence.length()));
        assertEquals(0, kernel.fcntl(InheritedFds.FIRST, Fcntl.F_GETFD, 0), "the fd is left as it was");
        kernel.close(InheritedFds.FIRST);
    }

    @Test
    void everyReceivedFdBecomesCloseOnExec() {
        fds.pass(kernel.socket(AF_UNIX, SOCK_DGRAM), "a").pass(kernel.socket(AF_UNIX, SOCK_DGRAM), "b");
        Received received = fds.activation().orElseThrow();
        assertEquals(Fcntl.FD_CLOEXEC, kernel.fcntl(InheritedFds.FIRST, Fcntl.F_GETFD, 0));
        assertEquals(Fcntl.FD_CLOEXEC, kernel.fcntl(InheritedFds.FIRST + 1, Fcntl.F_GETFD, 0));
        close(received);
    }

    @Test
    void socketsAreFoundByNameAndSeveralMayShareOne() {
        for (String name : List.of("http", "http", "admin")) {
            fds.pass(kernel.socket(AF_UNIX, SOCK_STREAM), name);
        }
        Received received = fds.activation().orElseThrow();
        assertEquals(2, received.named("http").size());
        assertEquals("admin", received.only("admin").name());
        assertEquals(
                "2 sockets named \"http\" among those passed: [http, http, admin]; write FileDescriptorName=http into"
                        + " exactly one .socket unit",
                assertThrows(IllegalStateException.class, () -> received.only("http"))
                        .getMessage());
        assertThrows(IllegalStateException.class, () -> received.only("https"));
        close(received);
    }

    @Test
    void socketsWithoutNamesAreUnknown() {
        fds.pass(kernel.socket(AF_UNIX, SOCK_DGRAM), "a").without("LISTEN_FDNAMES");
        Received received = fds.activation().orElseThrow();
        assertEquals("unknown", received.only("unknown").name());
        close(received);
    }

    @Test
    void thePidFdOfNewerVersionsIsTolerated() {
        fds.pass(kernel.socket(AF_UNIX, SOCK_DGRAM), "a").with("LISTEN_PIDFDID", "12345");
        close(fds.activation().orElseThrow());
    }

    @Test
    void childrenInheritNoVariables() {
        Map<String, String> child = new HashMap<>(Map.of(
                "LISTEN_PID", "1", "LISTEN_FDS", "1", "LISTEN_FDNAMES", "a", "LISTEN_PIDFDID", "9", "PATH", "/bin"));
        Activation.removeFrom(child);
        assertEquals(Map.of("PATH", "/bin"), child);
    }

    private void set(String variable, String value) {
        if (value == null) {
            fds.without(variable);
        } else {
            fds.with(variable, value);
        }
    }

    private static void close(Received received) {
        received.sockets().forEach(InheritedSocket::close);
    }
}
