package org.usher.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.usher.flow.Scratch;
import org.usher.handoff.Handoff;
import org.usher.handoff.HandoffReceiver;
import org.usher.poll.Due;
import org.usher.poll.EpollLoop;
import org.usher.reception.Reception;

/** What the connections of a relay share: one look at octets at a time, their targets, and how long anything may take. */
final class Relay {
    /** How long a client may be silent between two requests, and a half head may stay one. */
    static final Duration IDLE = Duration.ofSeconds(75);
    /** How long both sides of a tunnel may be silent. */
    static final Duration TUNNEL_IDLE = Duration.ofHours(1);
    /** How long a client of which nothing is expected goes unwatched: most answers come before. */
    static final Duration UNWATCHED = Duration.ofMillis(100);
    /** How long those that are at work have for it after a stop. */
    static final Duration DRAIN = Duration.ofSeconds(60);

    /** Attempts some milliseconds apart; then the pauses grow. */
    private static final int QUICK_ATTEMPTS = 10;

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LONG_PAUSE = Duration.ofMillis(500);

    /** Targets that are kept, parsed. */
    private static final int TARGETS_MAX = 1024;

    final EpollLoop loop;
    final Scratch scratch = new Scratch();
    final String name;
    final byte[] loopLine;
    private final String socketRoot;
    final Reception reception;
    private final Map<String, Target> targets = new HashMap<>();

    /**
     * Relays nothing yet.
     *
     * @param name by which a request is known again that has passed here before: of no other relay
     * @param socketRoot what stands before the paths of targets; empty for the paths as they are
     */
    Relay(Reception reception, String name, String socketRoot) {
        this.reception = reception;
        this.loop = reception.loop();
        this.name = name;
        this.loopLine = ("CDN-Loop: " + name + "\r\n").getBytes(US_ASCII);
        this.socketRoot = socketRoot;
    }

    /** Becomes the owner of a connection that was handed over. */
    void begin(HandoffReceiver receiver, Handoff handoff) {
        String told = Objects.requireNonNullElse(handoff.header().target(), "");
        new RelayedConnection(this, receiver, handoff, target(told)).begin();
    }

    /** Has {@code next} run a little later, the later the more {@code attempts} there have been. */
    void tryLater(int attempts, Due next) {
        if (attempts <= QUICK_ATTEMPTS) {
            loop.soon(next);
        } else {
            reception
                    .deadlines(attempts <= 2 * QUICK_ATTEMPTS ? PAUSE : LONG_PAUSE)
                    .add(next);
        }
    }

    private Target target(String told) {
        if (targets.size() == TARGETS_MAX) {
            targets.clear();
        }
        return targets.computeIfAbsent(told, any -> Target.parse(any.startsWith("/") ? socketRoot + any : any));
    }
}
