package org.usher.files;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.flow.Side;
import org.usher.flow.UnreadHead;
import org.usher.handoff.FurtherRequests;
import org.usher.handoff.Handoff;
import org.usher.handoff.HandoffHeader;
import org.usher.handoff.HandoffReceiver;
import org.usher.handoff.Scope;
import org.usher.handoff.Verdict;
import org.usher.head.Head;
import org.usher.head.Scan;
import org.usher.posix.Epoll;
import org.usher.reception.Received;
import org.usher.reception.ReceivedClient;
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
final class FilesConnection implements Received {
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

    private final FilesServer server;
    private final Place place;
    private final PathBelow below;
    private final ReceivedClient client;
    private final Side side;
    private final UnreadHead unread;
    private Phase phase = Phase.AWAITING;
    private @Nullable FurtherRequests rule;
    private @Nullable Sending sending;
    private boolean isLast;
    private boolean isClientsLast;
    private boolean isAnswered;

    FilesConnection(FilesServer server, HandoffReceiver receiver, Handoff handoff, Place place) {
        this.server = server;
        this.place = place;
        this.below = new PathBelow(handoff.header().prefix());
        this.client = new ReceivedClient(server.reception, receiver, handoff, server.scratch, this);
        this.side = client.side();
        this.unread = new UnreadHead(side, server.scratch);
    }

    /** Begins with the first request. */
    void begin() {
        client.waitFor(FilesServer.IDLE);
        advance();
    }

    @Override
    public void ready(int bits) {
        side.note(bits);
        if ((bits & Epoll.EPOLLERR) != 0) {
            gone();
        } else {
            advance();
        }
    }

    /** Is called when its time is over. */
    @Override
    public void expired() {
        if (phase == Phase.SENDING && Objects.requireNonNull(sending).hasMoved()) {
            client.waitFor(FilesServer.STALL);
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
                case HANDING_BACK -> client.handBack(isAnswered, this::advance) && over();
                case ENDING -> client.drain() && gone();
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
            return unread.isLost() && gone();
        }
        FileRequest request = scan instanceof Head head ? FileRequest.read(server.scratch.head, head) : null;
        String host = request == null ? null : request.host();
        Verdict verdict = rule == null
                ? Verdict.MINE
                : rule.decide(request == null ? "" : request.target(), host, System.nanoTime());
        if (rule == null) {
            HandoffHeader header = client.header();
            rule = new FurtherRequests(client.scope(), header.prefix(), host, header.routedNanos());
        }
        return switch (verdict) {
            case HAND_BACK -> enter(Phase.HANDING_BACK);
            case MINE -> answer(scan, request);
            default -> end();
        };
    }

    private boolean answer(Scan scan, @Nullable FileRequest request) {
        if (!place.passesOn() && (request == null || request.mistake() != null)) {
            return scan instanceof Scan.Malformed malformed
                    ? refuse(malformed.reason(), malformed.detail())
                    : refuse(Refusal.BAD_REQUEST, "It is not certain where the body ends.");
        }
        Sending answer = request == null ? null : answer(request);
        if (answer == null || request == null) {
            isAnswered = false; // the app's turn: it is passed on
            return enter(Phase.HANDING_BACK);
        }
        Sending.State state = answer.advance(side, server.scratch);
        side.skip(request.length(), server.scratch.in);
        sending = answer;
        phase = Phase.SENDING;
        if (state == Sending.State.WAITS) {
            client.waitFor(FilesServer.STALL);
        }
        return sent(state);
    }

    private @Nullable Sending answer(FileRequest request) {
        isClientsLast = request.endsConnection() && !request.hasBody();
        isLast = request.endsConnection()
                || request.hasBody()
                || client.scope().kind() == Scope.Kind.CLOSE
                || isStopping();
        Sending answer = server.answer(place, request, below.of(request.path()), isLast);
        if (answer != null && isLast) {
            answer.endWithIt();
        }
        return answer;
    }

    private boolean send(Sending now) {
        return sent(now.advance(side, server.scratch));
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
                    yield (isClientsLast && !side.isKnownToShow()) ? gone() : end();
                }
                yield enter(isStopping() ? Phase.HANDING_BACK : Phase.AWAITING);
            }
        };
    }

    private boolean isStopping() {
        return server.reception.isStopping();
    }

    /** Answers what is no request, and ends the connection. */
    private boolean refuse(Refusal reason, String detail) {
        client.send(RefusalResponse.of(reason, detail, false, Instant.now(), null));
        return end();
    }

    /** Says to the client that no more comes, and listens a little for what it still sends. */
    private boolean end() {
        client.end();
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
        closeFile();
        return false;
    }

    private void closeFile() {
        if (sending != null) {
            sending.close();
            sending = null;
        }
    }

    private boolean enter(Phase now) {
        phase = now;
        client.waitFor(FilesServer.IDLE);
        return true;
    }
}
