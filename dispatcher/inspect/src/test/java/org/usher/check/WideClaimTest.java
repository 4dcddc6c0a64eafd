package org.usher.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.problem.Problem;
import org.usher.problem.Problems;
import org.usher.route.App;
import org.usher.route.Claim;

final class WideClaimTest {
    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource({
        "/wiki/, /usr/lib/systemd/system/a.socket,",
        "//wiki.example/, /usr/lib/systemd/system/a.socket,",
        "//*.example/, /usr/lib/systemd/system/a.socket,",
        "/, /usr/lib/systemd/system/a.socket, root-claim WARNING",
        "http://*:80/, /usr/lib/systemd/system/a.socket, root-claim WARNING",
        "/, /etc/systemd/system/a.socket, root-claim NOTE",
        "/, /home/me/app/a.socket, root-claim NOTE",
        "http://+:80/wiki/, /usr/lib/systemd/system/a.socket, strong-wildcard WARNING",
        "http://+:80/, /home/me/app/a.socket, strong-wildcard WARNING",
        "http://+:80/, /etc/systemd/system/a.socket, strong-wildcard NOTE"
    })
    void aClaimThatTakesFromOthersIsNamed(String prefix, String file, String expected) throws PrefixException {
        App app = new App(
                "a.socket",
                App.serviceOf("a.socket"),
                null,
                Path.of("/run/x"),
                null,
                Duration.ofSeconds(1),
                1,
                true,
                false);
        Problems problems = new Problems();
        UnitCheck.width(new Claim(PrefixReader.parse(prefix), app, Path.of(file), 4), problems);
        StringBuilder seen = new StringBuilder();
        for (Problem problem : problems.found()) {
            seen.append(problem.id()).append(' ').append(problem.severity().name());
            assertEquals(4, problem.line());
        }
        assertEquals(expected == null ? "" : expected, seen.toString());
    }
}
