package org.usher.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            \\101 \\u00e9 \\U0001F600    # A|é|😀
            `\\xc3\\xbc \\303\\274 ü "\\x22"`  # `ü|ü|ü|"`
            """)
    void lineIsSplitAsSystemdSplitsIt(String line, String words) {
        assertEquals(words, String.join("|", ExecLine.parse(line, true).words()));
    }

    @ParameterizedTest
    @CsvSource({"a \"b, a", "a b 'c d, a|b", "a\"b c, ''"})
    void quoteThatStaysOpenTakesItsWordAway(String line, String words) {
        assertFalse(ExecLine.parse(line, true).complete());
        assertEquals(words, String.join("|", ExecLine.parse(line, true).words()));
    }

    @ParameterizedTest
    @CsvSource({"\\d, \\d", "a\\.b, \\.", "\\x4, \\x", "\\x00, \\x00", "\"\\$\", \\$", "a\\, \\", "\\;, \\;"})
    void unknownEscapeStaysAsItIs(String line, String unknown) {
        assertEquals(List.of(unknown), ExecLine.parse(line, true).unknown());
        assertEquals(List.of(line.replace("\"", "")), ExecLine.parse(line, true).words());
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
