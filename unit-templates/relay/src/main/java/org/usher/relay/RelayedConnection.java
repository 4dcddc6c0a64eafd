package org.usher.relay;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.flow.Side;
import org.usher.flow.Tunnel;
import org.usher.handoff.Handoff;
import org.usher.handoff.HandoffReceiver;
import org.usher.handoff.Scope;
import org.usher.posix.Epoll;
import org.usher.reception.Received;
import org.usher.reception.ReceivedClient;
import org.usher.relay.NextRequest.Found;
import org.usher.relay.Outcome.Plain;
import org.usher.relay.Outcome.Refused;

/**
 * A client's connection in the hands of the relay.
 *
 * <pre>
 *  AWAITING ─▶ PASSING ─▶ TUNNELLING ─▶ gone
 *   │  ▲ └──────▶│ └───▶ ENDING ─▶ gone
 *   │  └─────────┘
 *   └▶ HANDING_BACK ─▶ gone
 * </pre>
 */
final class RelayedConnection implements Received {
    /** AWAITING a request, whose head stays unread; after 101 TUNNELLING; ENDING, the client may still send. */
    private enum Phase {
        AWAITING,
        PASSING,
        TUNNELLING,
        HANDING_BACK,
        ENDING,
        GONE
    }

    /** Steps after which others have their turn. */
    private static final int STEPS_MAX = 4;

    private final Relay relay;
    private final Target target;
    private final ReceivedClient client;
    private final Side side;
    private final BackEnd back;
    private final NextRequest next;
    private Phase phase = Phase.AWAITING;
    private @Nullable Passage passage;
    private @Nullable Tunnel tunnel;
    private boolean isAnswered;
    private int attempts;

    RelayedConnection(Relay relay, HandoffReceiver receiver, Handoff handoff, Target target) {
        this.relay = relay;
        this.target = target;
        this.client = new ReceivedClient(relay.reception, receiver, handoff, relay.scratch, this);
        this.side = client.side();
        this.next = new NextRequest(client, target, relay);
        this.back = new BackEnd(relay, target, handoff.header(), this);
    }

    /** Begins with the first request. */
    void begin() {
        advance();
        if (phase == Phase.AWAITING) {
            client.waitFor(Relay.IDLE);
        }
    }

    @Override
    public void ready(int bits) {
        side.note(bits);
        if ((bits & (phase == Phase.PASSING ? Epoll.EPOLLERR | Epoll.EPOLLHUP : Epoll.EPOLLERR)) != 0) {
            gone();
        } else {
            advance();
        }
    }

    /** Is called when something has happened on the side of the app. */
    void backReady() {
        if (phase == Phase.AWAITING) {
            back.close(); // it has nothing to say now: this is its end, or a lie
        } else {
            advance();
        }
    }

    /** Is called when its time is over. */
    @Override
    public void expired() {
        client.stopClock();
        if (phase == Phase.PASSING) {
            passageExpired(Objects.requireNonNull(passage));
        } else if (phase == Phase.TUNNELLING && Objects.requireNonNull(tunnel).hasMoved()) {
            client.waitFor(Relay.TUNNEL_IDLE);
        } else {
            gone();
        }
    }

    private void passageExpired(Passage now) {
        boolean wasWatched = side.isWatched();
        if (side.watch() && (!wasWatched || (!now.isConnecting() && now.hasMoved()))) {
            waitFor(now);
        } else if (wasWatched && now.givenUp(target) instanceof Refused refused) {
            refuse(refused);
        } else {
            gone();
        }
    }

    /** An error of ours costs this connection, or the process ends. */
    @Override
    public void abandon() {
        gone();
    }

    @Override
    public void retire() {
        if (phase == Phase.AWAITING && next.isFurther()) {
            phase = Phase.HANDING_BACK;
            advance();
        }
    }

    private void advance() {
        boolean goesOn = true;
        for (int step = 0; step < STEPS_MAX && goesOn; step++) {
            goesOn = switch (phase) {
                case AWAITING -> await();
                case PASSING -> pass(Objects.requireNonNull(passage), 0);
                case TUNNELLING -> tunnel(Objects.requireNonNull(tunnel));
                case HANDING_BACK -> handBack();
                case ENDING -> client.drain() && gone();
                case GONE -> false;
            };
        }
        if (goesOn) {
            relay.loop.post(this::advance);
        }
    }

    private boolean await() {
        Found found = next.look();
        if (found instanceof Found.Mine mine) {
            return begin(mine);
        }
        if (found instanceof Found.Refusable refusable) {
            return refuse(refusable.refusal());
        }
        return switch ((Found.Plain) found) {
            case NOTHING -> false;
            case ANOTHERS -> enter(Phase.HANDING_BACK, Relay.IDLE);
            case NOBODYS -> end();
            case GONE -> gone();
        };
    }

    private boolean begin(Found.Mine mine) {
        boolean isLast = client.scope().kind() == Scope.Kind.CLOSE || relay.reception.isStopping();
        passage = new Passage(side, back, mine.request(), relay.scratch, isLast);
        phase = Phase.PASSING;
        attempts = 0;
        client.stopClock();
        return pass(passage, mine.shown());
    }

    private boolean pass(Passage now, int shown) {
        boolean wasConnecting = now.isConnecting();
        Outcome outcome = now.advance(shown);
        if (outcome instanceof Refused refused) {
            return refuse(refused);
        }
        if (outcome != Plain.ANSWERED && (!client.isTimed() || wasConnecting != now.isConnecting())) {
            waitFor(now);
        }
        return switch ((Plain) outcome) {
            case WAITS -> false;
            case GOES_ON -> true;
            case TRIES_AGAIN -> {
                attempts++;
                relay.tryLater(attempts, this::advance);
                yield false;
            }
            case ANSWERED -> {
                isAnswered = true;
                yield enter(relay.reception.isStopping() ? Phase.HANDING_BACK : Phase.AWAITING, Relay.IDLE);
            }
            case SWITCHED -> {
                tunnel = new Tunnel(side, back.side(), relay.scratch);
                yield enter(Phase.TUNNELLING, Relay.TUNNEL_IDLE);
            }
            case ANSWERED_LAST -> (now.isClientsLast() && !side.isKnownToShow()) ? gone() : end();
            case BROKEN -> gone();
            case RESET -> {
                client.reset();
                yield over();
            }
        };
    }

    private boolean tunnel(Tunnel now) {
        return switch (now.advance()) {
            case DONE, SINK_FAILED -> gone();
            case MORE -> true;
            default -> false;
        };
    }

    private boolean handBack() {
        back.close();
        return client.handBack(isAnswered, this::advance) && over();
    }

    /** Answers the present request, of which nothing was answered, and ends the connection. */
    private boolean refuse(Refused refused) {
        if (refused.reason().status() > 500) {
            String prefix = client.header().prefix();
            relay.reception.complain(refused.reason().word() + ": " + prefix + ": " + refused.detail());
        }
        client.send(refused.response());
        return end();
    }

    /** Says to the client that no more comes, and listens a little for what it still sends. */
    private boolean end() {
        back.close();
        client.end();
        passage = null;
        phase = Phase.ENDING;
        return true;
    }

    private boolean gone() {
        if (phase != Phase.GONE) {
            client.endAndClose();
        }
        return over();
    }

    private boolean over() {
        phase = Phase.GONE;
        passage = null;
        back.close();
        return false;
    }

    private boolean enter(Phase now, Duration timeout) {
        passage = null;
        attempts = 0;
        phase = now;
        client.waitFor(timeout);
        return true;
    }

    /** Waits for the app; a client of which nothing is expected meanwhile is watched only if that takes long. */
    private void waitFor(Passage now) {
        Duration appsTime = now.isConnecting() ? target.startTimeout() : target.responseTimeout();
        client.waitFor(side.isWatched() ? appsTime : Relay.UNWATCHED);
    }
}
