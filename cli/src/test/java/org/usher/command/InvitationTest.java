package org.usher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.embedded.ListenAddress;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.route.App;
import org.usher.route.Claim;

class InvitationTest {
    private static final ListenAddress LISTEN = ListenAddress.parse("127.0.0.1:8080=80");

    private static final App WIKI = new App(
            "wiki.socket",
            App.serviceOf("wiki.socket"),
            null,
            Path.of("/run/wiki.sock"),
            null,
            Duration.ofSeconds(90),
            1024,
            true,
            false);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/wiki/, curl http://127.0.0.1:8080/wiki/",
        "http://+:80/wiki/, curl http://127.0.0.1:8080/wiki/",
        "http://127.0.0.1:80/, curl http://127.0.0.1:8080/",
        "//wiki.example/, curl --resolve wiki.example:8080:127.0.0.1 http://wiki.example:8080/",
        "//*.example/a/, curl --resolve any.example:8080:127.0.0.1 http://any.example:8080/a/"
    })
    void everyPrefixHasACurlCommandThatReachesIt(String prefix, String command) throws PrefixException {
        Claim claim = new Claim(PrefixReader.parse(prefix), WIKI, Path.of("/etc/wiki.socket"), 3);
        assertEquals(command + "    # wiki.socket", Invitation.line(LISTEN, claim));
    }
}
