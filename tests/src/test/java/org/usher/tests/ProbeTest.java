package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code usherctl probe} says of real apps: every receiver that is shown keeps the rules, and one that does not look fails. */
@SystemTest
final class ProbeTest {
    private static final String EXAMPLES = "/usr/share/usher/examples/";

    private final Container container;

    ProbeTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        container.systemctl("start", "usher.socket", "usher.service");
        container.systemctl("link", EXAMPLES + "hello.service");
        container.systemctl("enable", "--now", EXAMPLES + "hello.socket");
        Apps.enableEcho(container);
        enable("page", receiverOfThePage());
        enable("careless", carelessEcho());
        for (String path : List.of("/hello/", "/echo/", "/page/", "/careless/")) {
            Wire.awaitStatus(container, path, 200);
        }
    }

    private void enable(String name, String program) throws IOException {
        container.write("/usr/lib/" + name + ".py", program);
        Apps.enable(container, name, "[Service]\nExecStart=\nExecStart=python3 /usr/lib/" + name + ".py\n", "");
    }

    /** The receiver in Python that PROTOCOL.md shows. */
    private static String receiverOfThePage() throws IOException {
        String page = Files.readString(Stage.PROJECT.resolve("sd-activation/PROTOCOL.md"));
        return Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    /** The echo example without the field by which it keeps to one request a connection, as frameworks are by themselves. */
    private static String carelessEcho() throws IOException {
        String echo = Files.readString(Stage.PROJECT.resolve("unit-templates/echo/echo.py"));
        String careless = echo.replace("self.send_header(\"Connection\", \"close\");", "");
        assertTrue(careless.length() < echo.length(), echo);
        return careless;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hello/x", "/echo/x", "/page/x"})
    void everyReceiverThatIsShownKeepsTheRules(String path) throws IOException {
        Outcome probe = container.run("usherctl", "probe", path);
        assertEquals(0, probe.status(), probe::toString);
        assertEquals(List.of("stop"), skipped(probe.out()), probe.out());
        assertTrue(probe.out().endsWith("\n0 of 10 probes failed.\n"), probe.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "echo"})
    void everyExampleAnswersWhatItHasWhileItIsStopped(String name) throws IOException {
        String before = container.property(name + ".service", "InvocationID");
        Outcome probe = container.run("usherctl", "probe", "/" + name + "/x", "--unit", name + ".service");
        assertEquals(0, probe.status(), probe::toString);
        assertEquals(List.of(), skipped(probe.out()), probe.out());
        assertTrue(!before.equals(container.property(name + ".service", "InvocationID")), "it was restarted");
    }

    @Test
    void everyPathOfAnotherAppIsToldFromThisOne() throws IOException {
        Outcome probe = container.run("usherctl", "probe", "/hello/x", "--other", "/echo/y");
        assertEquals(0, probe.status(), probe::toString);
        assertTrue(probe.out().contains("GET /hello/x, GET /echo/y"), probe.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " --other /hello/y"})
    void appThatKeepsConnectionsWithoutCheckingTakesOthersRequests(String other) throws IOException {
        Outcome probe = container.sh("usherctl probe /careless/x" + other);
        assertEquals(1, probe.status(), probe::toString);
        assertEquals(
                List.of("other prefix 13", "head in pieces 13", "unread octets 13", "sequences 13", "no 100 18"),
                Pattern.compile("(?m)^FAILED  ([a-z0 1]+): .* \\[rule (\\d+)]$")
                        .matcher(probe.out())
                        .results()
                        .map(failed -> failed.group(1) + " " + failed.group(2))
                        .toList(),
                probe.out());
        assertTrue(
                probe.out().contains("\n    13. A further request that is not mine MUST be handed back"), probe.out());
    }

    @Test
    void urlsThatLeadToNoAppAreSaid() throws IOException {
        Outcome probe = container.run("usherctl", "probe", "/nowhere/");
        assertEquals(1, probe.status(), probe::toString);
        assertTrue(probe.out().contains("came: usher's 404 Not Found [rule 6]"), probe.out());
        assertEquals(2, container.run("usherctl", "probe", "https://localhost/").status());
        assertEquals(
                3, container.run("usherctl", "probe", "http://localhost:9/").status());
        assertEquals(
                2,
                container
                        .run("usherctl", "probe", "/echo/", "--unit", "no-such.service")
                        .status());
    }

    private static List<String> skipped(String out) {
        return out.lines()
                .filter(line -> line.startsWith("skipped "))
                .map(line -> line.replaceFirst("skipped ([a-z ]+): .*", "$1"))
                .toList();
    }
}
