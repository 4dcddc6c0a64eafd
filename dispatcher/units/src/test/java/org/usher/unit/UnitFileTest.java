package org.usher.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class UnitFileTest {
    private static final Path PATH = Path.of("/etc/systemd/system/wiki.socket");

    /** One row: its name, the file, and its assignments as {@code line [section] key=value}. */
    static List<Arguments> files() {
        return List.of(
                row("an empty file", ""),
                row("one assignment", "[S]\nA=1\n", "2 [S] A=1"),
                row("no newline at the end", "[S]\nA=1", "2 [S] A=1"),
                row("blanks around everything", "  [S]  \n\t A \t=  1 2  \n", "2 [S] A=1 2"),
                row("CRLF counts one line", "[S]\r\nA=1\r\nB=2\r\n", "2 [S] A=1", "3 [S] B=2"),
                row("CR alone and NUL end a line", "[S]\rA=1\0B=2", "2 [S] A=1", "3 [S] B=2"),
                row("a byte order mark is skipped", "\uFEFF[S]\nA=1\n", "2 [S] A=1"),
                row("a mark is skipped on whichever line", "[S]\n\uFEFFA=1\n", "2 [S] A=1"),
                row("blanks of Unicode are letters", "[S]\nA=\u2003\n", "2 [S] A=\u2003"),
                row("comments of both kinds, indented too", "#x\n[S]\n;A=0\n  # B=0\nA=1\n", "5 [S] A=1"),
                row("a mark inside a value is no comment", "[S]\nA=1 # 2 ; 3\n", "2 [S] A=1 # 2 ; 3"),
                row("the value goes on after the first =", "[S]\nA=b=c\n", "2 [S] A=b=c"),
                row("an empty value is kept", "[S]\nA=\n", "2 [S] A="),
                row(
                        "a backslash joins lines with a blank",
                        "[S]\nA=1\\\n2\\\n  3\nB=4\n",
                        "2 [S] A=1 2   3",
                        "5 [S] B=4"),
                row("a comment inside a continuation", "[S]\nA=1 \\\n# no\n;no\n2\n", "2 [S] A=1  2"),
                row("an empty line ends a continuation", "[S]\nA=1\\\n\nB=2\n", "2 [S] A=1", "4 [S] B=2"),
                row("two backslashes are one of the value's", "[S]\nA=1\\\\\nB=2\n", "2 [S] A=1\\\\", "3 [S] B=2"),
                row("a continuation at the end of the file", "[S]\nA=1\\", "2 [S] A=1"),
                row("a key alone may be continued", "[S]\nA\\\n=1\n", "2 [S] A=1"),
                row("a header inside a value is a value", "[S]\nA=1\\\n[T]\nB=2\n", "2 [S] A=1 [T]", "4 [S] B=2"),
                row("sections repeat", "[S]\nA=1\n[T]\nA=2\n[S]\nA=3\n", "2 [S] A=1", "4 [T] A=2", "6 [S] A=3"),
                row("Unicode stays", "[S]\nA=wiki/\u00e4\u20ac\n", "2 [S] A=wiki/\u00e4\u20ac"));
    }

    private static Arguments row(String name, String content, String... assignments) {
        return Arguments.of(name, content, List.of(assignments));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void assignmentsAreReadAsSystemdReadsThem(String name, String content, List<String> assignments) {
        UnitFile file = parse(content);
        assertEquals(assignments, shown(file));
        assertEquals(List.of(), file.faults());
    }

    /** One row: its name, the file, its fault as {@code line [section] text}, and what is still read. */
    static List<Arguments> faults() {
        return List.of(
                row("no =", "[S]\nfoo\nA=1\n", "2 [S] \"foo\" has no =", "3 [S] A=1"),
                row("no key", "[S]\n=1\nA=1\n", "2 [S] \"=1\" has no key before the =", "3 [S] A=1"),
                row("no section", "A=0\n[S]\nA=1\n", "1 [] \"A=0\" is in no section", "3 [S] A=1"),
                row("an open header", "[S\n[T]\nA=1\n", "1 [] the section header \"[S\" does not end with ]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultIsKeptWithItsLineAndWhatSystemdStillReadsCounts(String name, String content, List<String> expected) {
        UnitFile file = parse(content);
        List<String> seen = new ArrayList<>();
        for (UnitFile.Fault fault : file.faults()) {
            seen.add(fault.line() + " [" + fault.section() + "] " + fault.text());
        }
        seen.addAll(shown(file));
        assertEquals(expected, seen);
    }

    @Test
    void aLineThatIsNotUtf8EndsTheReading() {
        byte[] content = "[S]\n#\u00ff\nB=2\nA=\u00ff\nC=3\n".getBytes(StandardCharsets.ISO_8859_1);
        UnitFile file = UnitFile.parse(PATH, content);
        assertEquals(List.of("3 [S] B=2"), shown(file));
        assertEquals(
                "it holds octets that are not UTF-8 text", file.faults().get(0).text());
        assertEquals(file.faults().get(0), file.end());
    }

    /** U+FFFD is what a decoder writes for octets that are none; spelled out it is a letter like others. */
    @Test
    void theReplacementCharacterItselfIsText() {
        assertEquals(List.of("2 [S] A=\ufffd"), shown(parse("[S]\nA=\ufffd\n")));
    }

    @Test
    void anAssignmentAfterABrokenHeaderBelongsToNoSection() {
        UnitFile file = parse("[X-HTTP]\nA=1\n[X-HTTP\nA=2\n");
        assertEquals(List.of("2 [X-HTTP] A=1"), shown(file));
    }

    @Test
    void headersAreKeptEvenOfEmptySections() {
        assertEquals(
                List.of(new UnitFile.Header(PATH, 2, "X-Http")),
                parse("\n[X-Http]\n").headers());
    }

    @Test
    void aFileIsReadUpToTheLimitAndNotBeyond(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("big.conf"), new byte[UnitFile.SIZE_MAX]);
        assertEquals(List.of(), UnitFile.read(file).assignments());
        Files.write(file, new byte[UnitFile.SIZE_MAX + 1]);
        IOException tooLong = assertThrows(IOException.class, () -> UnitFile.read(file));
        assertEquals("it is longer than 256 KiB", tooLong.getMessage());
    }

    @Property
    void anyOctetsHaveAnAnswer(@ForAll byte[] content) {
        UnitFile file = UnitFile.parse(PATH, content);
        assertTrue(file.assignments().size() + file.faults().size() <= content.length);
    }

    /** Letters that mean something come often enough to reach every branch. */
    @Property
    void everyLineNumberLiesInTheFile(
            @ForAll @Chars({'[', ']', '=', '\\', '#', ';', '\n', '\r', ' ', '%'}) @CharRange(from = 'A', to = 'C')
                    String content) {
        UnitFile file = parse(content);
        int lines = content.length() + 1;
        int last = 0;
        for (Assignment assignment : file.assignments()) {
            assertTrue(assignment.line() > last && assignment.line() <= lines, content);
            assertTrue(!assignment.key().isEmpty() && !assignment.section().isEmpty(), content);
            last = assignment.line();
        }
    }

    private static UnitFile parse(String content) {
        return UnitFile.parse(PATH, content.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> shown(UnitFile file) {
        List<String> shown = new ArrayList<>();
        for (Assignment each : file.assignments()) {
            shown.add(each.line() + " [" + each.section() + "] " + each.key() + "=" + each.value());
        }
        return shown;
    }
}
