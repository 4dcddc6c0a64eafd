package org.usher.files;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.flow.Ending;
import org.usher.flow.Side;
import org.usher.flow.UnreadHead;
import org.usher.handoff.FurtherRequests;
import org.usher.handoff.Handoff;
import org.usher.handoff.HandoffReceiver;
import org.usher.handoff.Scope;
import org.usher.handoff.Verdict;
import org.usher.head.Head;
import org.usher.head.Scan;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.Due;
import org.usher.poll.Ready;
import org.usher.posix.Epoll;
import org.usher.posix.Kernel;
import org.usher.posix.SocketOption;
import org.usher.reception.Received;
import org.usher.refusal.Refusal;
import org.usher.refusal.RefusalResponse;

/**
 * A client's connection in the hands of the server of files.
 *
 * <pre>
 *  AWAITING ─▶ SENDING ─▶ ENDING ─▶ gone
 *   │  ▲          │
 *   │  └──────────┘
 *   └▶ HANDING_BACK ─▶ gone
 * </pre>
 *
 * <p>A request stands unread until it is decided, so what is not for it leaves as it came (PROTOCOL.md, rules 9 to 19).
 */
final class FilesConnection implements Ready, Due, Received {
    /** AWAITING a request, whose head stays unread; ENDING, the client may still send. */
    private enum Phase {
        AWAITING,
        SENDING,
        HANDING_BACK,
        ENDING,
        GONE
    }

    /** Steps after which others have their turn. */
    private static final int STEPS_MAX = 4;
    /** How often a hand back is tried, some milliseconds apart: the dispatcher's queue may be full. */
    private static final int HAND_BACKS_MAX = 200;

    private final FilesServer server;
    private final HandoffReceiver receiver;
    private final Handoff handoff;
    private final Place place;
    private final PathBelow below;
    private final Side client;
    private final UnreadHead unread;
    private final Ending ending;
    private Phase phase = Phase.AWAITING;
    private DeadlineQueue.@Nullable Deadline deadline;
    private @Nullable FurtherRequests rule;
    private @Nullable Sending sending;
    private boolean isLast;
    private boolean isClientsLast;
    private boolean isAnswered;
    private int attempts;

    FilesConnection(FilesServer server, HandoffReceiver receiver, Handoff handoff, Place place) {
        this.server = server;
        this.receiver = receiver;
        this.handoff = handoff;
        this.place = place;
        this.below = new PathBelow(handoff.header().prefix());
        this.client = new Side(server.reception.loop(), handoff.fd(), handoff.unread(), this);
        this.unread = new UnreadHead(client, server.scratch);
        this.ending = new Ending(client, server.scratch);
    }

    /** Begins with the first request. */
    void begin() {
        waitFor(FilesServer.IDLE);
        advance();
    }

    @Override
    public void ready(int bits) {
        client.note(bits);
        if ((bits & Epoll.EPOLLERR) != 0) {
            gone();
        } else {
            advance();
        }
    }

    /** Is called when its time is over. */
    @Override
    public void expired() {
        deadline = null;
        if (phase == Phase.SENDING && Objects.requireNonNull(sending).hasMoved()) {
            waitFor(FilesServer.STALL);
        } else {
            gone();
        }
    }

    @Override
    public void abandon() {
        gone();
    }

    @Override
    public void retire() {
        if (phase == Phase.AWAITING && rule != null) {
            phase = Phase.HANDING_BACK;
            advance();
        }
    }

    private void advance() {
        boolean goesOn = true;
        for (int step = 0; step < STEPS_MAX && goesOn; step++) {
            goesOn = switch (phase) {
                case AWAITING -> await();
                case SENDING -> send(Objects.requireNonNull(sending));
                case HANDING_BACK -> handBack();
                case ENDING -> ending.drain() && gone();
                case GONE -> false;
            };
        }
        if (goesOn) {
            server.reception.loop().post(this::advance);
        }
    }

    private boolean await() {
        Scan scan = unread.look();
        if (scan == null) {
            return (client.isAtEnd() || client.hasFailed()) && gone();
        }
        if (scan == Scan.Incomplete.NEEDS_MORE) {
            return (client.sawEnd() || client.hasFailed()) && gone();
        }
        FileRequest request = scan instanceof Head head ? FileRequest.read(server.scratch.head, head) : null;
        String host = request == null ? null : request.host();
        Verdict verdict = rule == null
                ? Verdict.MINE
                : rule.decide(request == null ? "" : request.target(), host, System.nanoTime());
        if (rule == null) {
            rule = new FurtherRequests(
                    scope(), handoff.header().prefix(), host, handoff.header().routedNanos());
        }
        return switch (verdict) {
            case HAND_BACK -> enter(Phase.HANDING_BACK, FilesServer.IDLE);
            case MINE -> answer(scan, request);
            default -> end();
        };
    }

    private boolean answer(Scan scan, @Nullable FileRequest request) {
        if (!place.passesOn() && (request == null || request.mistake() != null)) {
            return scan instanceof Scan.Malformed malformed
                    ? refuse(malformed.reason(), malformed.detail())
                    : refuse(Refusal.BAD_REQUEST, "The end of the body is doubtful.");
        }
        Sending answer = request == null ? null : answer(request);
        if (answer == null || request == null) {
            isAnswered = false; // the app's turn: it is passed on
            return enter(Phase.HANDING_BACK, FilesServer.IDLE);
        }
        Sending.State state = answer.advance(client, server.scratch);
        client.skip(request.length(), server.scratch.in);
        sending = answer;
        phase = Phase.SENDING;
        if (state == Sending.State.WAITS) {
            waitFor(FilesServer.STALL);
        }
        return sent(state);
    }

    private @Nullable Sending answer(FileRequest request) {
        isClientsLast = request.endsConnection() && !request.hasBody();
        isLast = request.endsConnection() || request.hasBody() || scope().kind() == Scope.Kind.CLOSE || isStopping();
        Sending answer = server.answer(place, request, below.of(request.path()), isLast);
        if (answer != null && isLast) {
            answer.endWithIt();
        }
        return answer;
    }

    private boolean send(Sending now) {
        return sent(now.advance(client, server.scratch));
    }

    private boolean sent(Sending.State state) {
        return switch (state) {
            case WAITS -> false;
            case MORE -> true;
            case BROKEN -> gone();
            case DONE -> {
                isAnswered = true;
                closeFile();
                if (isLast) {
                    yield isClientsLast && !client.isKnownToShow() ? gone() : end();
                }
                yield enter(isStopping() ? Phase.HANDING_BACK : Phase.AWAITING, FilesServer.IDLE);
            }
        };
    }

    private boolean isStopping() {
        return server.reception.isStopping();
    }

    private Scope scope() {
        Scope told = handoff.header().scope();
        return told == null ? Scope.CLOSE : told;
    }

    private boolean handBack() {
        client.release();
        switch (receiver.handBack(handoff, isAnswered)) {
            case SENT -> close();
            case FULL -> {
                attempts++;
                server.reception.loop().soon(attempts > HAND_BACKS_MAX ? this::gone : this::advance);
            }
            case FAILED -> gone();
        }
        return false;
    }

    /** Answers what is no request, and ends the connection. */
    private boolean refuse(Refusal reason, String detail) {
        ending.send(RefusalResponse.of(reason, detail, false, Instant.now(), null));
        return end();
    }

    /** Says to the client that no more comes, and listens a little for what it still sends. */
    private boolean end() {
        client.end();
        return enter(Phase.ENDING, FilesServer.LINGER);
    }

    /** Ends the connection in order. An app that has a copy may have set SO_LINGER, with which close(2) would wait. */
    private boolean gone() {
        if (phase != Phase.GONE) {
            Kernel.linux().setOption(handoff.fd(), SocketOption.SO_LINGER, server.noLinger);
            client.end(); // the dispatcher may still have a copy
            close();
        }
        return false;
    }

    private void close() {
        phase = Phase.GONE;
        stopClock();
        closeFile();
        client.close();
        server.reception.forget(this);
    }

    private void closeFile() {
        if (sending != null) {
            sending.close();
            sending = null;
        }
    }

    private boolean enter(Phase now, Duration timeout) {
        attempts = 0;
        phase = now;
        waitFor(timeout);
        return true;
    }

    private void waitFor(Duration timeout) {
        stopClock();
        deadline = server.reception.deadlines(timeout).add(this);
    }

    private void stopClock() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }
}
