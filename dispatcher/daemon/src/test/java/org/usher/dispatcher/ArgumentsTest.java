package org.usher.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.reservation.ReservationPath;

class ArgumentsTest {
    @Test
    void withoutArgumentsTheRunningSystemdIsServed() {
        Arguments arguments = Arguments.parse(List.of());
        assertNull(arguments.unitPath());
        assertFalse(arguments.embedded());
        assertEquals("", arguments.socketRoot());
        assertEquals(0, arguments.port());
        assertEquals(ReservationPath.SYSTEM, arguments.reservations());
    }

    @Test
    void whoPlaysSystemdNamesTheUnitsTheSocketsAndThePort() {
        Arguments arguments =
                Arguments.parse(List.of("--unit-path", "/tmp/units", "--socket-root", "/tmp/root", "--port", "80"));
        ReservationPath beside = new ReservationPath(List.of(Path.of("/tmp/units/reservations.d")));
        assertEquals(new Arguments(Path.of("/tmp/units"), "/tmp/root", 80, beside), arguments);
        assertTrue(arguments.embedded());
    }

    @Test
    void reservationsStandWhereTheyAreSaidToStand() {
        assertEquals(
                new ReservationPath(List.of(Path.of("/tmp/r"))),
                Arguments.parse(List.of("--unit-path", "/tmp/units", "--reservations", "/tmp/r"))
                        .reservations());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--verbose x      | unknown option --verbose",
                "--unit-path      | --unit-path needs a value",
                "--port 0         | --port 0 is no port: 1 to 65535",
                "--port 65536     | --port 65536 is no port: 1 to 65535",
                "--port http      | --port http is no port: 1 to 65535",
            })
    void aWrongWordIsNamedInOneSentence(String line, String sentence) {
        List<String> words = List.of(line.split(" ", -1));
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> Arguments.parse(words));
        assertTrue(wrong.getMessage().startsWith(sentence), wrong.getMessage());
    }
}
