package org.usher.section;

import java.time.Duration;
import java.util.List;
import org.usher.problem.Problems;
import org.usher.route.Limits;
import org.usher.unit.UnitText;

/**
 * The reader of the {@link Limits} in the {@code [X-HTTP]} section of {@code usher.socket}. What that section says of its
 * listeners alone is in its {@link ListenerSection}.
 */
public final class LimitsSection {
    /** The unit whose section this is. */
    public static final String UNIT = "usher.socket";

    /** The keys that set limits. */
    public static final List<String> KEYS =
            List.of("HeadTimeoutSec", "HeadSizeMax", "PendingHeadsMax", "PendingHeadsPerSourceMax");

    private static final Limits DEFAULT = Limits.DEFAULT;
    private static final Duration HEAD_TIMEOUT_MAX = Duration.ofMinutes(10);
    private static final int HEAD_SIZE_MIN = 1 << 10;
    private static final int HEAD_SIZE_MAX = 64 << 10;
    private static final int PENDING_HEADS_MAX = 1 << 18; // half of usher.service's LimitNOFILE=

    private LimitsSection() {}

    /** Reads the limits in the text of {@code usher.socket}; a limit that is not there has its default. */
    public static Limits read(UnitText text, Problems problems) {
        HttpSection section = new HttpSection(text, problems);
        return new Limits(
                section.duration("HeadTimeoutSec", DEFAULT.headTimeout(), Duration.ofMillis(1), HEAD_TIMEOUT_MAX),
                section.size("HeadSizeMax", DEFAULT.headSizeMax(), HEAD_SIZE_MIN, HEAD_SIZE_MAX),
                section.count("PendingHeadsMax", DEFAULT.pendingHeadsMax(), 1, PENDING_HEADS_MAX),
                section.count("PendingHeadsPerSourceMax", DEFAULT.pendingHeadsPerSourceMax(), 1, PENDING_HEADS_MAX));
    }
}
