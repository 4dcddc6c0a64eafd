package org.usher.relay;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.flow.Ending;
import org.usher.flow.Side;
import org.usher.flow.Tunnel;
import org.usher.handoff.Handoff;
import org.usher.handoff.HandoffReceiver;
import org.usher.handoff.Scope;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.Due;
import org.usher.poll.Ready;
import org.usher.posix.Epoll;
import org.usher.posix.SocketOption;
import org.usher.reception.Received;
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
final class RelayedConnection implements Ready, Due, Received {
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
    /** How often a hand back is tried, some milliseconds apart: the dispatcher's queue may be full. */
    private static final int HAND_BACKS_MAX = 200;

    private final Relay relay;
    private final HandoffReceiver receiver;
    private final Handoff handoff;
    private final Target target;
    private final Side client;
    private final BackEnd back;
    private final NextRequest next;
    private final Ending ending;
    private Phase phase = Phase.AWAITING;
    private DeadlineQueue.@Nullable Deadline deadline;
    private @Nullable Passage passage;
    private @Nullable Tunnel tunnel;
    private boolean isAnswered;
    private int attempts;

    RelayedConnection(Relay relay, HandoffReceiver receiver, Handoff handoff, Target target) {
        this.relay = relay;
        this.receiver = receiver;
        this.handoff = handoff;
        this.target = target;
        this.client = new Side(relay.loop, handoff.fd(), handoff.unread(), this);
        this.next = new NextRequest(client, handoff.header(), target, relay);
        this.ending = new Ending(client, relay.scratch);
        this.back = new BackEnd(relay, target, handoff.header(), this);
    }

    /** Begins with the first request. */
    void begin() {
        advance();
        if (phase == Phase.AWAITING) {
            waitFor(relay.deadlines(Relay.IDLE));
        }
    }

    @Override
    public void ready(int bits) {
        client.note(bits);
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
        deadline = null;
        if (phase == Phase.PASSING) {
            passageExpired(Objects.requireNonNull(passage));
        } else if (phase == Phase.TUNNELLING && Objects.requireNonNull(tunnel).hasMoved()) {
            waitFor(relay.deadlines(Relay.TUNNEL_IDLE));
        } else {
            gone();
        }
    }

    private void passageExpired(Passage now) {
        boolean wasWatched = client.isWatched();
        if (client.watch() && (!wasWatched || (!now.isConnecting() && now.hasMoved()))) {
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
                case ENDING -> ending.drain() && gone();
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
        boolean isLast = next.scope().kind() == Scope.Kind.CLOSE || relay.isStopping();
        passage = new Passage(client, back, mine.request(), relay.scratch, isLast);
        phase = Phase.PASSING;
        attempts = 0;
        stopClock();
        return pass(passage, mine.shown());
    }

    private boolean pass(Passage now, int shown) {
        boolean wasConnecting = now.isConnecting();
        Outcome outcome = now.advance(shown);
        if (outcome instanceof Refused refused) {
            return refuse(refused);
        }
        if (outcome != Plain.ANSWERED && (deadline == null || wasConnecting != now.isConnecting())) {
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
                yield enter(relay.isStopping() ? Phase.HANDING_BACK : Phase.AWAITING, Relay.IDLE);
            }
            case SWITCHED -> {
                tunnel = new Tunnel(client, back.side(), relay.scratch);
                yield enter(Phase.TUNNELLING, Relay.TUNNEL_IDLE);
            }
            case ANSWERED_LAST -> (now.isClientsLast() && !client.isKnownToShow()) ? gone() : end();
            case BROKEN -> gone();
            case RESET -> {
                relay.loop.kernel().setOption(handoff.fd(), SocketOption.SO_LINGER, relay.resetting);
                yield close();
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
        client.release();
        switch (receiver.handBack(handoff, isAnswered)) {
            case SENT -> close();
            case FULL -> {
                attempts++;
                relay.loop.soon(attempts > HAND_BACKS_MAX ? this::gone : this::advance);
            }
            case FAILED -> gone();
        }
        return false;
    }

    /** Answers the present request, of which nothing was answered, and ends the connection. */
    private boolean refuse(Refused refused) {
        if (refused.reason().status() > 500) {
            relay.complain(refused.reason().word() + ": " + handoff.header().prefix() + ": " + refused.detail());
        }
        ending.send(refused.response());
        return end();
    }

    /** Says to the client that no more comes, and listens a little for what it still sends. */
    private boolean end() {
        back.close();
        client.end();
        return enter(Phase.ENDING, Relay.LINGER);
    }

    /** Ends the connection in order. An app that has a copy may have set SO_LINGER, with which close(2) would wait. */
    private boolean gone() {
        if (phase == Phase.GONE) {
            return false;
        }
        relay.loop.kernel().setOption(handoff.fd(), SocketOption.SO_LINGER, relay.noLinger);
        client.end(); // the dispatcher may still have a copy
        return close();
    }

    private boolean close() {
        phase = Phase.GONE;
        stopClock();
        passage = null;
        back.close();
        client.close();
        relay.forget(this);
        return false;
    }

    private boolean enter(Phase now, Duration timeout) {
        passage = null;
        attempts = 0;
        phase = now;
        waitFor(relay.deadlines(timeout));
        return true;
    }

    /** Waits for the app; a client of which nothing is expected meanwhile is watched only if that takes long. */
    private void waitFor(Passage now) {
        Duration appsTime = now.isConnecting() ? target.startTimeout() : target.responseTimeout();
        waitFor(relay.deadlines(client.isWatched() ? appsTime : Relay.UNWATCHED));
    }

    private void waitFor(DeadlineQueue queue) {
        stopClock();
        deadline = queue.add(this);
    }

    private void stopClock() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }
}
