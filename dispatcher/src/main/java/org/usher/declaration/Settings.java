package org.usher.declaration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.usher.prefix.HostPattern;
import org.usher.prefix.PrefixException;
import org.usher.problem.Problems;
import org.usher.unit.Assignment;
import org.usher.unit.UnitText;
import org.usher.unit.Words;

/**
 * What holds for the whole dispatcher: the {@code [X-HTTP]} section of {@code usher.socket}.
 *
 * @param headTimeout how long a client may take to send a whole head
 * @param headSizeMax the longest head, in octets
 * @param pendingHeadsMax how many connections may wait for their head at once
 * @param pendingHeadsPerSourceMax how many of them may come from one address
 * @param hosts the names that the weak wildcard answers; empty means all of them, or on a loopback listener the local ones
 * @param port the port for which the listener stands, if it is not its own
 */
public record Settings(
        Duration headTimeout,
        int headSizeMax,
        int pendingHeadsMax,
        int pendingHeadsPerSourceMax,
        List<HostPattern> hosts,
        OptionalInt port) {

    /** The unit whose section this is. */
    public static final String UNIT = "usher.socket";

    /** What holds where {@code usher.socket} says nothing. */
    public static final Settings DEFAULT =
            new Settings(Duration.ofSeconds(10), 16 << 10, 8192, 256, List.of(), OptionalInt.empty());

    static final List<String> KEYS =
            List.of("HeadTimeoutSec", "HeadSizeMax", "PendingHeadsMax", "PendingHeadsPerSourceMax", "Hosts", "Port");

    private static final Duration HEAD_TIMEOUT_MAX = Duration.ofMinutes(10);
    private static final int HEAD_SIZE_MIN = 1 << 10;
    private static final int HEAD_SIZE_MAX = 64 << 10;
    private static final int PENDING_HEADS_MAX = 1 << 18; // half of usher.service's LimitNOFILE=

    public Settings {
        hosts = List.copyOf(hosts);
    }

    static Settings read(UnitText text, Problems problems) {
        HttpSection section = new HttpSection(text, problems);
        section.reportUnknown(KEYS, AppSocket.KEYS, "the .socket unit of the app");
        return new Settings(
                section.duration("HeadTimeoutSec", DEFAULT.headTimeout, Duration.ofMillis(1), HEAD_TIMEOUT_MAX),
                section.size("HeadSizeMax", DEFAULT.headSizeMax, HEAD_SIZE_MIN, HEAD_SIZE_MAX),
                section.count("PendingHeadsMax", DEFAULT.pendingHeadsMax, 1, PENDING_HEADS_MAX),
                section.count("PendingHeadsPerSourceMax", DEFAULT.pendingHeadsPerSourceMax, 1, PENDING_HEADS_MAX),
                hosts(section, problems),
                section.number("Port", 1, 65535));
    }

    private static List<HostPattern> hosts(HttpSection section, Problems problems) {
        List<HostPattern> hosts = new ArrayList<>();
        for (Assignment line : section.list("Hosts")) {
            for (String word : Words.of(line.value())) {
                try {
                    hosts.add(HostPattern.parse(word));
                } catch (PrefixException bad) {
                    String what = "Hosts=" + word + " " + bad.getMessage();
                    problems.warning("bad-value", UNIT, line.file(), line.line(), what, "write host names");
                }
            }
        }
        return hosts;
    }
}
