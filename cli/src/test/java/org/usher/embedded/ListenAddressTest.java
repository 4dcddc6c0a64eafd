package org.usher.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080=80, http://127.0.0.1:8080, 80",
        "127.0.0.1:8080, http://127.0.0.1:8080, 8080",
        "[::1]:8080=80, http://[::1]:8080, 80",
        "0.0.0.0:1=65535, http://0.0.0.0:1, 65535"
    })
    void addressHasAUrlAndStandsForAPort(String text, String url, int port) {
        assertEquals(url, "http://" + ListenAddress.parse(text).hostAndPort());
        assertEquals(port, ListenAddress.parse(text).port());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8080",
                "localhost:8080",
                ":8080",
                "127.0.0.1",
                "127.0.0.1:0",
                "127.0.0.1:65536",
                "127.0.0.1:80=0",
                "127.0.0.1:80=",
                "::1:80",
                "999.0.0.1:80",
                "[:::]:80",
                ""
            })
    void whatIsNoAddressIsQuoted(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(text));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("\"" + text + "\""), refused.getMessage());
    }

    @Test
    void allListenersStandForOnePort() {
        List<ListenAddress> two =
                List.of(ListenAddress.parse("127.0.0.1:8080=80"), ListenAddress.parse("127.0.0.1:8081"));
        assertThrows(
                IllegalArgumentException.class, () -> new Plan(Path.of("/units"), two, List.of("/bin/true"), Map.of()));
    }
}
