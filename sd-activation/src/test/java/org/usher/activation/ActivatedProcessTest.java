package org.usher.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Starts processes as systemd does: fd 3 is open, and the variables are those of the process. */
class ActivatedProcessTest {
    private static final String JAVA = System.getProperty("java.home") + File.separator + "bin/java";

    @Test
    void anActivatedProcessTakesItsSocketsOnceAndCloseOnExec() throws Exception {
        String command = "exec 3</dev/null; export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=null; exec \"$0\" \"$@\"";
        assertEquals(
                List.of(
                        "received [null (OTHER)]",
                        "flags of fd 3: " + 1,
                        "the sockets of this process have been taken already",
                        "JdkChannels"),
                linesOf(command, JdkChannels.OPTION));
    }

    @Test
    void aMissingOptionIsReportedInOneSentenceThatNamesIt() throws Exception {
        assertEquals(
                "open a channel over a file descriptor: write --add-opens=java.base/sun.nio.ch=ALL-UNNAMED behind java in"
                        + " ExecStart= of the .service unit, or \"Add-Opens: java.base/sun.nio.ch\" into"
                        + " META-INF/MANIFEST.MF of the jar that java -jar starts",
                linesOf("exec \"$0\" \"$@\"", "-Xshare:auto").get(3));
    }

    @Test
    void aScriptThatDoesNotExecJavaMakesTheSocketsForeign() throws Exception {
        String command = "exec 3</dev/null; export LISTEN_PID=$$ LISTEN_FDS=1; \"$0\" \"$@\"; true";
        String line = linesOf(command, "-Xshare:auto").get(0);
        assertEquals(
                "LISTEN_PID=\"#\" is not this process (#): if a script starts java, let it say \"exec java\"",
                line.replaceAll("[0-9]+", "#"));
    }

    private static List<String> linesOf(String command, String option) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                "sh",
                "-c",
                command,
                JAVA,
                option,
                "-cp",
                System.getProperty("java.class.path"),
                ActivatedProcess.class.getName());
        Activation.removeFrom(builder.environment());
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return output.lines().toList();
    }
}
