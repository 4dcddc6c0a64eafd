package org.usher.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.command.UnitDirectory;
import org.usher.offline.UnitPath;
import org.usher.posix.SocketType;

/** What systemd 252 makes of these lines. */
class AppUnitTest {
    private static final String HOME = System.getProperty("user.home");

    @TempDir
    private Path directory = Path.of("/nowhere");

    private final List<String> warnings = new ArrayList<>();
    private UnitDirectory units = new UnitDirectory(directory);

    @BeforeEach
    void makeUnits() {
        units = new UnitDirectory(directory);
    }

    private AppUnit read() throws IOException {
        return AppUnit.read(UnitPath.directory(directory), "wiki.socket", Map.of("PATH", "/bin"), warnings::add);
    }

    private AppUnit withService(String lines) throws IOException {
        units.withApp("wiki", "/wiki/").with("wiki.service", "[Service]\n" + lines + "\n");
        return read();
    }

    @Test
    void socketsComeInTheOrderOfTheirLinesWhateverTheirKind() throws IOException {
        units.with("wiki.socket", "[Socket]\nListenStream=/run/a\nListenDatagram=/run/b\nListenStream=/run/c\n")
                .with("wiki.service", "[Service]\nExecStart=/bin/a\n");
        assertEquals(
                List.of(
                        new AppUnit.Listen(SocketType.SOCK_STREAM, Path.of("/run/a")),
                        new AppUnit.Listen(SocketType.SOCK_DGRAM, Path.of("/run/b")),
                        new AppUnit.Listen(SocketType.SOCK_STREAM, Path.of("/run/c"))),
                read().listens());
    }

    @Test
    void namesOfServiceAndDescriptorAreExpanded() throws IOException {
        String socket = "[Socket]\nListenDatagram=/run/%p\nService=%p-app.service\nFileDescriptorName=%p-http\n";
        units.with("wiki.socket", socket).with("wiki-app.service", "[Service]\nExecStart=/bin/a\n");
        assertEquals("wiki-app.service", read().service());
        assertEquals("wiki-http", read().fdName());
    }

    @ParameterizedTest
    @CsvSource({"-/nonexistent, /", "-/tmp, /tmp", "/nonexistent, /nonexistent"})
    void directoryThatNeedNotBeThereIsTheRootInstead(String written, Path start) throws IOException {
        assertEquals(
                start,
                withService("ExecStart=/bin/a\nWorkingDirectory=" + written)
                        .program()
                        .directory());
    }

    @Test
    void homeAndUserAreThoseOfWhoeverRunsIt() throws IOException {
        Program program = withService("ExecStart=/bin/a %h/x %u %%h %Y/x\nWorkingDirectory=~")
                .program();
        assertEquals(Path.of(HOME), program.directory());
        String user = System.getProperty("user.name");
        assertEquals(List.of("/bin/a", HOME + "/x", user, "%h", directory + "/x"), program.words());
    }

    @Test
    void unknownEscapeIsKeptWithAWarning() throws IOException {
        assertEquals(
                List.of("/bin/sh", "\\d+\\.", ";", "Aé"),
                withService("ExecStart=/bin/sh \\d+\\. \\; \\101\\u00e9")
                        .program()
                        .words());
        assertEquals(2, warnings.size(), warnings.toString());
        assertEquals(true, warnings.get(0).endsWith(": \\d is no escape, and stays as it is"), warnings.toString());
    }

    @Test
    void programUnderAnotherNameIsStartedUnderItsOwnWithAWarning() throws IOException {
        assertEquals(
                List.of("/bin/a", "b"),
                withService("ExecStart=@/bin/a name b").program().words());
        assertEquals(true, warnings.get(0).contains("not under the name name"), warnings.toString());
    }

    @Test
    void variablesBeforeAQuoteThatStaysOpenCountWithAWarning() throws IOException {
        Program program = withService("ExecStart=/bin/sh\nEnvironment=A=1 \"B=2\nEnvironment=C=3")
                .program();
        assertEquals(Map.of("PATH", "/bin", "A", "1", "C", "3"), program.variables());
        assertEquals(1, warnings.size(), warnings.toString());
    }

    @Test
    void variablesBeforeAnUnknownEscapeCountWithAWarning() throws IOException {
        Program program =
                withService("ExecStart=/bin/sh\nEnvironment=A=1 B=\\d C=3").program();
        assertEquals(Map.of("PATH", "/bin", "A", "1"), program.variables());
        assertEquals(1, warnings.size(), warnings.toString());
    }

    @ParameterizedTest
    @CsvSource({"'/bin/a \";\" b', '/bin/a|;|b'", "/bin/a b;c, /bin/a|b;c", "/bin/a b ;, /bin/a|b"})
    void semicolonWithinAWordOrQuotesIsNoSecondCommand(String line, String words) throws IOException {
        assertEquals(
                words,
                String.join("|", withService("ExecStart=" + line).program().words()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\\\\", "\"\\\"\"", "';'", " "})
    void commandOfAnyLengthIsRead(String piece) throws IOException {
        String line = "ExecStart=/bin/a " + piece.repeat(20_000) + " b";
        List<String> words = withService(line).program().words();
        assertEquals("b", words.get(words.size() - 1));
        assertThrows(IOException.class, () -> withService(line + " ; /bin/c"));
    }
}
