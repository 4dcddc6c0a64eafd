package org.usher.section;

import java.time.Duration;
import java.util.List;
import org.usher.problem.Problems;
import org.usher.unit.UnitText;

/**
 * What holds for the whole dispatcher: the {@code [X-HTTP]} section of {@code usher.socket}; what it says of its
 * listeners alone is in its {@link ListenerSection}.
 *
 * @param headTimeout how long a client may take to send a whole head
 * @param headSizeMax the longest head, in octets
 * @param pendingHeadsMax how many connections may wait for their head at once
 * @param pendingHeadsPerSourceMax how many of them may come from one address
 */
public record Settings(Duration headTimeout, int headSizeMax, int pendingHeadsMax, int pendingHeadsPerSourceMax) {

    /** The unit whose section this is. */
    public static final String UNIT = "usher.socket";

    /** What holds where {@code usher.socket} says nothing. */
    public static final Settings DEFAULT = new Settings(Duration.ofSeconds(10), 16 << 10, 8192, 256);

    public static final List<String> KEYS =
            List.of("HeadTimeoutSec", "HeadSizeMax", "PendingHeadsMax", "PendingHeadsPerSourceMax");

    private static final Duration HEAD_TIMEOUT_MAX = Duration.ofMinutes(10);
    private static final int HEAD_SIZE_MIN = 1 << 10;
    private static final int HEAD_SIZE_MAX = 64 << 10;
    private static final int PENDING_HEADS_MAX = 1 << 18; // half of usher.service's LimitNOFILE=

    /** Reads the settings in the text of {@code usher.socket}; what is not there has its default. */
    public static Settings read(UnitText text, Problems problems) {
        HttpSection section = new HttpSection(text, problems);
        return new Settings(
                section.duration("HeadTimeoutSec", DEFAULT.headTimeout, Duration.ofMillis(1), HEAD_TIMEOUT_MAX),
                section.size("HeadSizeMax", DEFAULT.headSizeMax, HEAD_SIZE_MIN, HEAD_SIZE_MAX),
                section.count("PendingHeadsMax", DEFAULT.pendingHeadsMax, 1, PENDING_HEADS_MAX),
                section.count("PendingHeadsPerSourceMax", DEFAULT.pendingHeadsPerSourceMax, 1, PENDING_HEADS_MAX));
    }
}
