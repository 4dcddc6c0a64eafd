package org.usher.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words are shown with a bar between them. */
class ExecLineTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            textBlock =
                    """
            /bin/app                   # /bin/app
            `/bin/app  a \t b `        # /bin/app|a|b
            /bin/app "a b" 'c d'       # /bin/app|a b|c d
            /bin/app "it's" '"'        # /bin/app|it's|"
            /bin/app "" ''             # /bin/app||
            a"b c"d                    # ab cd
            a\\sb \\x41 \\"             # a b|A|"
            """)
    void lineIsSplitAsSystemdSplitsIt(String line, String words) {
        assertEquals(words, String.join("|", ExecLine.words(line)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a \"b", "a 'b", "a\\", "a\\q", "\\x4"})
    void lineThatIsNotClosedIsRefused(String line) {
        assertThrows(IllegalArgumentException.class, () -> ExecLine.words(line));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '#',
            textBlock =
                    """
            ${A}       # x y
            pre${A}ost # prex yost
            $A         # x|y
            $B         # ''
            ${B}c      # c
            $$A        # $A
            a$A        # a$A
            """)
    void variablesAreSubstitutedAsSystemdDoes(String word, String words) {
        assertEquals(words, String.join("|", ExecLine.substitute(List.of(word), Map.of("A", "x y"))));
    }
}
