package org.usher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.cli.UsherCtl;
import org.usher.conformance.FrontAndApp;
import org.usher.conformance.FrontAndApp.Fault;

/** {@code usherctl probe} as somebody types it. */
class ProbeCommandTest {
    private final Console console = new Console();

    private int probe(String... arguments) {
        return UsherCtl.execute(console.environment(Path.of("/nowhere")), arguments);
    }

    @Test
    void everyProbeIsALine() throws IOException {
        try (FrontAndApp app = new FrontAndApp()) {
            assertEquals(0, probe("probe", app.url("/app")), console.out());
        }
        List<String> lines = console.out().lines().toList();
        assertEquals(
                "ok      half close: sent: half closed GET /app; expected: 200 OK; came: 200 OK [rule 24]",
                lines.get(6));
        assertTrue(lines.get(9).startsWith("skipped stop: "), lines.get(9));
        assertEquals(List.of("", "0 of 10 probes failed."), lines.subList(10, lines.size()));
    }

    @Test
    void brokenRuleIsSaidBelow() throws IOException {
        try (FrontAndApp app = new FrontAndApp(Fault.ANSWERS_EVERYTHING)) {
            assertEquals(1, probe("probe", "--no-legend", app.url("/app"), "--other", app.url("/other")));
        }
        List<String> lines = console.out().lines().toList();
        assertTrue(
                lines.get(0)
                        .matches("FAILED  other prefix: sent: in turn GET /app, GET /other; expected: 200 OK,"
                                + " usher's 404 Not Found .*; came: 200 OK, 404 Not Found \\[rule 13]"),
                lines.get(0));
        assertTrue(lines.get(1).startsWith("    13. A further request that is not mine MUST be"), lines.get(1));
    }

    @Test
    void programsGetJson() throws IOException {
        try (FrontAndApp app = new FrontAndApp(Fault.IS_OFFLINE)) {
            assertEquals(1, probe("probe", "--json=short", app.url("/app")));
        }
        JsonNode finding = new ObjectMapper().readTree(console.out()).get(0);
        assertEquals("FAILED", finding.get("outcome").asText());
        assertEquals("usher's 503 Service Unavailable", finding.get("came").asText());
        assertEquals(6, finding.get("rule").asInt());
    }

    @Test
    void serverWithoutUsherIsNotProbed() throws IOException {
        try (FrontAndApp app = new FrontAndApp(Fault.STANDS_ALONE)) {
            assertEquals(2, probe("probe", app.url("/app")));
        }
        assertEquals(
                "usherctl probe: GET /app does not lead through usher, which refuses a request without a Host field\n",
                console.err());
    }

    @Test
    void placeWhereNothingListensIsNamed() throws IOException {
        try (Socket bound = new Socket()) { // it does not listen, and nobody else can
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertEquals(3, probe("probe", "http://127.0.0.1:" + bound.getLocalPort() + "/app"));
        }
        assertTrue(
                console.err()
                        .matches(
                                "usherctl probe: 127\\.0\\.0\\.1 port [0-9]+: Connection refused: start usher, or name its port\n"),
                console.err());
    }
}
