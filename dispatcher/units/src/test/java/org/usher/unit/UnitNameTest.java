package org.usher.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitNameTest {
    @ParameterizedTest(name = "{0} looks for drop-ins in {1}")
    @CsvSource({
        "wiki.socket, wiki.socket",
        "site@.socket, site@.socket",
        "site@docs.socket, site@docs.socket site@.socket",
        "a-b-c.socket, a-b-c.socket a-b-.socket a-.socket",
        "a-b@i.socket, a-b@i.socket a-b@.socket a-.socket a-@i.socket a-@.socket",
        "a-.socket, a-.socket",
        "-.socket, -.socket",
        "site@a-b.socket, site@a-b.socket site@.socket"
    })
    void dropInsAreLookedForFromTheMostSpecificName(String name, String names) {
        StringBuilder seen = new StringBuilder();
        for (UnitName each : UnitName.of(name).dropInNames()) {
            seen.append(seen.isEmpty() ? "" : " ").append(each);
        }
        assertEquals(names, seen.toString());
    }

    @ParameterizedTest(name = "{0} unescaped is {1}")
    @CsvSource({
        "docs, docs",
        "srv-docs, srv/docs",
        "a\\x2db, a-b",
        "\\xc3\\xa4, \u00e4",
        "\u00e4\ud83d\ude00, \u00e4\ud83d\ude00",
        "a\\x2, a\\x2",
        "a\\xzz, a\\xzz",
        "a\\, a\\"
    })
    void escapingIsUndone(String escaped, String text) {
        assertEquals(text, UnitName.unescape(escaped));
    }

    @Property
    void aNameIsTheSameAfterItWasTakenApart(@ForAll String name) {
        String whole = name.endsWith(".") ? name + "socket" : name;
        assertEquals(whole, UnitName.of(whole).toString());
    }
}
