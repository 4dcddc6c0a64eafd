package org.usher.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.machine.FakeMachine;
import org.usher.problem.Problems;

final class SpecifiersTest {
    @ParameterizedTest(name = "{1} in {0} is {2}")
    @CsvSource({
        "wiki.socket, /plain/, /plain/",
        "wiki.socket, /%p/, /wiki/",
        "wiki.socket, /100%%/, /100%/",
        "wiki.socket, /%%p/, /%p/",
        "wiki.socket, /%i/, //",
        "wiki.socket, /%n/, /wiki.socket/",
        "site@docs.socket, /%i/, /docs/",
        "site@docs.socket, /%p/%N/x, BAD",
        "site@docs.socket, /%p/%i/, /site/docs/",
        "site@srv-docs.socket, /%i/, /srv-docs/",
        "site@srv-docs.socket, /%I/, /srv/docs/",
        "my-app-x@1.socket, /%j/%P/, /x/my/app/x/",
        "my-app.socket, /%J/, /app/",
        "wiki.socket, //%H/, //box.example/",
        "wiki.socket, //%l.example/, //box.example/",
        "wiki.socket, /%t/, BAD",
        "wiki.socket, /%x/, BAD",
        "wiki.socket, /%, BAD",
        "'site@a b.socket', /%i/, BAD",
        "site@a:b.socket, /%i/, BAD",
        "site@a\\x20b.socket, /%I/, BAD",
        "site@a\\x2f.socket, /%i/, BAD",
        "site@\u00e4.socket, /%i/, BAD",
        "site@*.socket, //%i/, BAD"
    })
    void aPrefixTakesUnreservedCharactersOnly(String unit, String word, String expected) throws SpecifierException {
        Specifiers specifiers = specifiers(unit);
        if (expected.equals("BAD")) {
            assertThrows(SpecifierException.class, () -> specifiers.inPrefix(word));
        } else {
            assertEquals(expected, specifiers.inPrefix(word));
        }
    }

    @ParameterizedTest(name = "{1} in {0} is {2}")
    @CsvSource({
        "wiki.socket, %t/usher/apps/%p.sock, /run/usher/apps/wiki.sock",
        "site@a:b.socket, /run/%i.sock, /run/a:b.sock",
        "site@srv-a.socket, %f, /srv/a",
        "srv-a.socket, %f, /srv/a",
        "wiki.socket, %S%C%L%E%T%V, /var/lib/var/cache/var/log/etc/tmp/var/tmp"
    })
    void aValueOfSystemdsTakesWhateverSystemdInserts(String unit, String value, String expected)
            throws SpecifierException {
        assertEquals(expected, specifiers(unit).inSystemdValue(value));
    }

    private static Specifiers specifiers(String unit) {
        return new Specifiers(UnitText.read(unit, List.of(), new Problems()), new FakeMachine());
    }
}
