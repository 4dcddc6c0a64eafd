package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.usher.activation.Activation;
import org.usher.activation.JdkChannels;

/**
 * What a program says whose unit, or whose start, lacks something, whatever its server: one sentence with what to write
 * where. A test class of each adapter extends this.
 */
public abstract class MisconfigurationContract {
    /** Executes a program as systemd does, with a UDP socket or a TCP port as fd 3. */
    private static final String ACTIVATE =
            """
            import os, socket, sys
            kind = socket.SOCK_DGRAM if sys.argv[1] == "udp" else socket.SOCK_STREAM
            made = socket.socket(socket.AF_INET, kind)
            made.bind(("127.0.0.1", 0))
            if kind == socket.SOCK_STREAM:
                made.listen()
            os.dup2(made.detach(), 3)
            os.set_inheritable(3, True)
            os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="wiki.socket")
            os.execv(sys.argv[2], sys.argv[2:])
            """;

    private static final String JAVA = System.getProperty("java.home") + "/bin/java";
    /** For programs that say nothing and serve. */
    private static final int SECONDS_MAX = 300;

    private static final String NO_SOCKETS = "no sockets were passed to this process (LISTEN_FDS is not set): start it"
            + " through its .socket unit (NAME.socket beside NAME.service, with a line such as ListenStream=8080 under [Socket]; systemctl"
            + " enable --now NAME.socket), or try it with systemd-socket-activate";

    /** What a program of an adapter may take for its argument: the seconds after which it ends when it is idle. */
    private static final String IDLE_SECONDS = "600";

    private final Class<?> program;
    private final String startedByHand;

    /** {@code program}: has a {@code main} that starts a server as the adapter's page says. */
    protected MisconfigurationContract(Class<?> program) {
        this(program, NO_SOCKETS);
    }

    /** {@code startedByHand}: what a program says that serves when it is started by hand, too. */
    protected MisconfigurationContract(Class<?> program, String startedByHand) {
        this.program = program;
        this.startedByHand = startedByHand;
    }

    @Test
    void aServerThatIsStartedByHandSaysWhatStartsIt() throws Exception {
        assertSays(startedByHand, command(JdkChannels.OPTION));
    }

    @Test
    void aSocketOfAnotherKindIsNamedWithTheLineToWrite() throws Exception {
        assertSays(
                "serve HTTP on socket wiki.socket (UDP): write ListenDatagram=/run/usher/apps/NAME.sock (behind usher) or"
                        + " ListenStream=8080 (a port of its own) into wiki.socket, and nothing else that listens",
                activated("udp", JdkChannels.OPTION));
    }

    @Test
    void aMissingOptionIsNamedWithThePlaceForIt() throws Exception {
        assertSays(
                "open a channel over a file descriptor: write --add-opens=java.base/sun.nio.ch=ALL-UNNAMED behind java in"
                        + " ExecStart= of the .service unit, or \"Add-Opens: java.base/sun.nio.ch\" into"
                        + " META-INF/MANIFEST.MF of the jar that java -jar starts",
                activated("tcp", "-Xshare:auto"));
    }

    private List<String> activated(String kind, String option) {
        List<String> command = new ArrayList<>(List.of("python3", "-c", ACTIVATE, kind));
        command.addAll(command(option));
        return command;
    }

    private List<String> command(String option) {
        String classPath = System.getProperty("java.class.path");
        return List.of(JAVA, "-Xmx128m", option, "-cp", classPath, program.getName(), IDLE_SECONDS);
    }

    /** Runs a program until it has said the sentence, in a line or at its end, or has ended. */
    private static void assertSays(String sentence, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Activation.removeFrom(builder.environment());
        Process process = builder.start();
        Thread deadline = new Thread(() -> awaitEnd(process), "deadline");
        deadline.setDaemon(true);
        deadline.start();
        List<String> said = new ArrayList<>();
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.contains(sentence)) {
                    return;
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertTrue(said.contains(sentence), () -> "not said: " + sentence + "\n" + String.join("\n", said));
    }

    private static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ignored) { // a daemon thread: nobody interrupts it
        }
    }
}
