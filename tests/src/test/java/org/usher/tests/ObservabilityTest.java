package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an admin can see of refusals, in the journal and in numbers, and what it costs those who only want an answer. */
@SystemTest
final class ObservabilityTest {
    /** More than wait in journald's socket (net.unix.max_dgram_qlen) and in the buffer of a stream to it, together. */
    private static final int MORE_THAN_ANY_QUEUE = 600;

    private static final int FLOOD = 100_000;

    /** Entries of one reason in a second. */
    private static final int QUOTA = 10;

    private final Container container;

    ObservabilityTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        if (!container.property("usher.socket", "ActiveState").equals("active")) {
            Apps.enable(container, "wiki", "/wiki/");
            Apps.enable(container, "gone", "/gone/");
            container.run("rm", "/run/usher/apps/gone.sock").succeeded();
            container.systemctl("start", "usher.socket");
        }
        Wire.awaitStatus(container, "/wiki/", 200);
    }

    @Test
    void refusalIsAnEntryWithFields() throws IOException {
        int port;
        try (Client client = container.connect("::1", 80).send(Wire.get("/gone/\u00e9"))) {
            Wire.assertRefused("AppOffline", 503, client.receiveAll());
            port = client.address().getPort();
        }
        String entry = awaitEntry("CLIENT_PORT=" + port);
        for (String field : List.of(
                "\"MESSAGE\" : \"refused [0:0:0:0:0:0:0:1]:" + port + " 503 AppOffline: gone.socket\"",
                "\"PRIORITY\" : \"6\"",
                "\"SYSLOG_IDENTIFIER\" : \"usher\"",
                "\"USHER_REASON\" : \"AppOffline\"",
                "\"USHER_STATUS\" : \"503\"",
                "\"USHER_HOST\" : \"localhost\"",
                "\"USHER_TARGET\" : \"/gone/\\\\xe9\"",
                "\"USHER_UNIT\" : \"gone.socket\"",
                "\"USHER_PREFIX\" : \"/gone/\"",
                "\"CLIENT_ADDR\" : \"::1\"",
                "\"_SYSTEMD_UNIT\" : \"usher.service\"")) {
            assertTrue(entry.contains(field), () -> field + " in " + entry);
        }
    }

    @Test
    void octetsOfTheNetworkReachTheJournalScrubbed() throws IOException {
        int port;
        try (Client client = container.connect("127.0.0.1", 80).send("GET /\u001b[2J HTTP/1.1\r\nHost: a\r\n\r\n")) {
            Wire.assertRefused("BadRequest", 400, client.receiveAll());
            port = client.address().getPort();
        }
        String entry = awaitEntry("CLIENT_PORT=" + port);
        assertTrue(entry.contains("\"USHER_REASON\" : \"BadRequest\""), entry);
        // journalctl prints a value that holds a control character as an array of numbers.
        assertTrue(!entry.contains("\"MESSAGE\" : ["), entry);
    }

    @Test
    void problemIsAnEntryWithFileAndLine() throws IOException {
        container.dropIn("wiki.socket", "60-typo", "[X-HTTP]\nPrefix=no-slash\n");
        String entry = awaitEntry("USHER_PROBLEM=bad-prefix");
        container.removeDropIn("wiki.socket", "60-typo");
        for (String field : List.of(
                "\"USHER_UNIT\" : \"wiki.socket\"",
                "\"USHER_FILE\" : \"/etc/systemd/system/wiki.socket.d/60-typo.conf\"",
                "\"USHER_LINE\" : \"2\"",
                "\"_SYSTEMD_UNIT\" : \"usher.service\"")) {
            assertTrue(entry.contains(field), () -> field + " in " + entry);
        }
    }

    /** Each refusal has a second of its own, or the quota would keep the entries from filling anything. */
    @Test
    void journalThatHangsStopsNobody() throws IOException {
        container
                .sh("kill -STOP $(systemctl show --value -p MainPID systemd-journald)")
                .succeeded();
        try {
            container.install("refusals.py", "/tmp/refusals.py");
            container
                    .run("python3", "/tmp/refusals.py", Integer.toString(MORE_THAN_ANY_QUEUE))
                    .succeeded();
            assertEquals(200, Wire.status(container, "/wiki/"));
            assertTrue(
                    Metrics.of(container, "usher_journal_dropped_total") > 0,
                    "the queue of journald's socket took everything");
        } finally {
            container
                    .sh("kill -CONT $(systemctl show --value -p MainPID systemd-journald)")
                    .succeeded();
        }
        // It says so before the next entry for which journald's socket has room again.
        container
                .sh("until journalctl --output=cat --unit=usher.service"
                        + " | grep --quiet 'entries are missing here: the log did not take them';"
                        + " do curl --silent --output /dev/null http://localhost/nowhere/; done")
                .succeeded();
    }

    @Test
    void metricsAreWhatPrometheusReads(@TempDir Path directory) throws IOException {
        Path parser = directory.resolve("parse.py");
        try (var program = ObservabilityTest.class.getResourceAsStream("parse-metrics.py")) {
            Files.copy(program, parser);
        }
        assertEquals(404, Wire.status(container, "/nowhere/"));
        assertEquals(503, Wire.status(container, "/gone/"));
        Path metrics = directory.resolve("metrics");
        Files.writeString(metrics, container.run("usherctl", "metrics").succeeded(), StandardCharsets.UTF_8);
        String samples = Command.run(
                        Map.of("PATH", "/usr/bin"), List.of("/usr/bin/python3", parser.toString(), metrics.toString()))
                .succeeded();
        for (String sample : List.of(
                "usher_handoffs_total prefix=/wiki/ unit=wiki.socket",
                "usher_refusals_by_route_total prefix=/gone/ unit=gone.socket",
                "usher_refusals_total reason=UnknownPath",
                "usher_start_time_seconds")) {
            assertTrue(samples.matches("(?s).*\\b" + sample + ": [1-9].*"), () -> sample + " in " + samples);
        }
    }

    /** The exporter of Debian; one line that it cannot read costs all lines of the file. */
    @Test
    void nodeExporterReadsWhatTheTimerWrites() throws IOException {
        Path exporter = container.path("/usr/local/bin/node-exporter");
        Files.copy(Stage.PROJECT.resolve("tests/target/node-exporter/usr/bin/prometheus-node-exporter"), exporter);
        container.systemctl("start", "usher-metrics.timer");
        String file = "/var/lib/prometheus/node-exporter/usher.prom";
        container.sh("until [ -s " + file + " ]; do :; done").succeeded();
        String scraped = container
                .sh("node-exporter --collector.disable-defaults --collector.textfile"
                        + " --collector.textfile.directory=" + file.replace("/usher.prom", "")
                        + " --web.listen-address=127.0.0.1:9100 >/dev/null 2>&1 & trap 'kill $!' EXIT;"
                        + " until curl --silent --fail http://127.0.0.1:9100/metrics; do :; done")
                .succeeded();
        for (String line : List.of(
                "node_textfile_scrape_error 0",
                "# TYPE usher_handoffs_total counter",
                "usher_routes 2",
                "usher_refusals_total{reason=\"Loop\"} 0")) {
            assertTrue(scraped.contains("\n" + line + "\n"), () -> line + " in " + scraped);
        }
        container.systemctl("stop", "usher-metrics.timer");
    }

    /** Numbers of a dispatcher that is gone would look like those of one that does nothing. */
    @Test
    void metricsThatCannotBeAskedForLeaveNoFile() throws IOException {
        String file = "/var/lib/prometheus/node-exporter/usher.prom";
        container.systemctl("start", "usher-metrics.service");
        assertEquals("644 root\n", container.run("stat", "--format=%a %U", file).succeeded());
        container.systemctl("stop", "usher.socket", "usher.service");
        assertEquals(
                1, container.run("systemctl", "start", "usher-metrics.service").status());
        assertEquals(
                "",
                container.run("ls", "-A", "/var/lib/prometheus/node-exporter").succeeded());
        container.systemctl("start", "usher.socket");
    }

    /** The collector's user may own the directory, and root writes there. */
    @Test
    void metricsAreWrittenThroughNoLink() throws IOException {
        container
                .sh("cd /var/lib && mkdir -p prometheus/node-exporter other && echo kept >other/file"
                        + " && ln -sf /var/lib/other/file prometheus/node-exporter/usher.new"
                        + " && ln -sf /var/lib/other prometheus/node-exporter/usher.prom")
                .succeeded();
        container.systemctl("start", "usher-metrics.service");
        assertEquals("kept\n", container.sh("cat /var/lib/other/*").succeeded());
        container
                .sh(
                        "test -f /var/lib/prometheus/node-exporter/usher.prom -a ! -L /var/lib/prometheus/node-exporter/usher.prom")
                .succeeded();
    }

    @Test
    void floodOfRefusalsIsCountedAndHardlyLogged() throws IOException {
        double before = Metrics.of(container, "usher_refusals_total{reason=\"UnknownPath\"}");
        long entriesBefore = entries("UnknownPath");
        long ticksBefore = Processor.ticks(container);
        long start = System.nanoTime();
        double counted;
        do {
            container
                    .run("wrk", "-t1", "-c32", "-d2s", "http://127.0.0.1:80/nowhere/")
                    .succeeded();
            counted = Metrics.of(container, "usher_refusals_total{reason=\"UnknownPath\"}") - before;
        } while (counted < FLOOD);
        double seconds = (System.nanoTime() - start) / 1e9;
        double microseconds = (Processor.ticks(container) - ticksBefore) * 10_000 / counted;
        container.run("journalctl", "--sync").succeeded();
        long entries = entries("UnknownPath") - entriesBefore;
        assertTrue(entries <= QUOTA * (Math.ceil(seconds) + 1), () -> entries + " entries in " + seconds + " s");
        assertTrue(microseconds < 500, () -> microseconds + " µs for each");
    }

    private long entries(String reason) throws IOException {
        return container
                .sh("journalctl --output=cat USHER_REASON=" + reason + " | wc -l")
                .succeeded()
                .lines()
                .mapToLong(Long::parseLong)
                .sum();
    }

    /** Returns the entry that matches, as JSON, when it is there. */
    private String awaitEntry(String match) throws IOException {
        return container
                .sh("until journalctl --output=json-pretty --lines=1 --quiet " + match
                        + " | tee /tmp/entry | grep -q .;" + " do :; done; cat /tmp/entry")
                .succeeded()
                .replace("\t", "");
    }
}
