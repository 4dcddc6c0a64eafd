package org.usher.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitPatternTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "wiki.socket, wiki.socket, true",
        "wiki.socket, wiki.sockets, false",
        "wiki.socket, awiki.socket, false",
        "alice-*.socket, alice-blog.socket, true",
        "alice-*.socket, alice-.socket, true",
        "alice-*.socket, alice.socket, false",
        "alice-*.socket, bob-alice-x.socket, false",
        "*, anything.socket, true",
        "*.socket, .socket, true",
        "a?c.socket, abc.socket, true",
        "a?c.socket, ac.socket, false",
        "site@*.socket, site@alice.socket, true",
        "site@*.socket, site-x@alice.socket, false",
        "*a*b*.socket, xaxxbx.socket, true",
        "*a*b*.socket, xbxxa.socket, false",
        "x\\x2dy.socket, x\\x2dy.socket, true",
        "WIKI.socket, wiki.socket, false",
    })
    void patternMatchesTheWholeName(String pattern, String name, boolean matches) {
        assertNull(UnitPattern.fault(pattern));
        assertEquals(matches, UnitPattern.matches(pattern, name));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @CsvSource(
            delimiter = '|',
            value = {
                "wiki             | is not a socket unit",
                "wiki.service     | is not a socket unit",
                "a.socket,b.socket| has a comma",
                "a[bc].socket     | has a character that no unit name has",
                "/etc/a.socket    | has a character that no unit name has",
                "a{b,c}.socket    | has a character that no unit name has",
                "ü.socket         | has a character that no unit name has",
                "''               | is not a socket unit",
            })
    void whatIsNoPatternHasItsReason(String pattern, String reason) {
        assertTrue(String.valueOf(UnitPattern.fault(pattern)).startsWith(reason), UnitPattern.fault(pattern));
    }

    @Property
    void starAndQuestionMarkAreWhatTheNaiveReadingSays(
            @ForAll @Chars({'a', 'b', '*', '?'}) @StringLength(max = 8) String pattern,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 8) String name) {
        assertEquals(naively(pattern, name), UnitPattern.matches(pattern, name));
    }

    @Property
    void everyTextHasAnAnswer(@ForAll String pattern, @ForAll String name) {
        if (UnitPattern.fault(pattern) == null) {
            UnitPattern.matches(pattern, name);
        }
    }

    private static boolean naively(String pattern, String name) {
        if (pattern.isEmpty()) {
            return name.isEmpty();
        }
        if (pattern.charAt(0) == '*') {
            return naively(pattern.substring(1), name) || (!name.isEmpty() && naively(pattern, name.substring(1)));
        }
        return !name.isEmpty()
                && (pattern.charAt(0) == '?' || pattern.charAt(0) == name.charAt(0))
                && naively(pattern.substring(1), name.substring(1));
    }

    @Test
    @Timeout(60)
    void manyStarsTakeNoLongerThanOne() {
        assertFalse(UnitPattern.matches("*a".repeat(20) + "*b", "a".repeat(200) + ".socket"));
        assertTrue(UnitPattern.matches("*a".repeat(20) + "*.socket", "a".repeat(200) + ".socket"));
    }
}
