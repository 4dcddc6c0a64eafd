package org.usher.relay;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.flow.Flow;
import org.usher.flow.Scratch;
import org.usher.flow.Side;
import org.usher.framing.Body;
import org.usher.framing.RequestToRelay;
import org.usher.framing.ResponseToRelay;
import org.usher.refusal.Refusal;
import org.usher.relay.Outcome.Plain;
import org.usher.relay.Outcome.Refused;

/**
 * One request on its way to the app, and its answer on the way back, both at a time.
 *
 * <p>The head of a request that can be repeated stays unread until the first octet of an answer has come: if the app dies
 * before, it is sent once more on a new connection.
 */
final class Passage {
    private final Side client;
    private final BackEnd back;
    private final RequestToRelay request;
    private final Scratch scratch;
    private final boolean isLast;
    private @Nullable Flow up;
    private @Nullable Flow down;
    private @Nullable ResponseToRelay response;
    private boolean isUploaded;
    private boolean uploadEnded;
    private boolean isKept;
    private boolean isHeard;
    private boolean isRepeated;
    private boolean isAnswering;
    private boolean clientIsSlow;
    private boolean endsClient;
    private boolean keepsBack;
    private @Nullable Outcome ending;
    private int searched;
    private String obstacle = "the connection is still being made";

    /** Passes on {@code request}; {@code isLast} if the client may send no other one after it. */
    Passage(Side client, BackEnd back, RequestToRelay request, Scratch scratch, boolean isLast) {
        this.client = client;
        this.back = back;
        this.request = request;
        this.scratch = scratch;
        this.isLast = isLast || request.endsConnection();
        this.isKept = request.isRepeatable();
    }

    /** Returns whether the app has not been reached yet. */
    boolean isConnecting() {
        return up == null;
    }

    /** Returns what follows when the time is over that {@code target} gives: nothing can be said to a client that is slow. */
    Outcome givenUp(Target target) {
        if (isConnecting()) {
            long millis = target.startTimeout().toMillis();
            return refused(
                    Refusal.APP_OFFLINE,
                    "nobody has listened at " + target.text() + " for " + millis + " ms: " + obstacle);
        }
        long millis = target.responseTimeout().toMillis();
        return isAnswering || clientIsSlow
                ? Plain.BROKEN
                : refused(
                        Refusal.BACKEND_TIMEOUT, "no octet has come from " + target.text() + " for " + millis + " ms");
    }

    /** Returns whether the client has sent all that it will: so it has said. */
    boolean isClientsLast() {
        return isUploaded && request.endsConnection();
    }

    /** Returns whether anything was sent since it was asked last. */
    boolean hasMoved() {
        boolean upMoved = up != null && up.hasMoved();
        return (down != null && down.hasMoved()) || upMoved;
    }

    /** Goes on as far as possible; {@code shown} octets of the client are in the scratch already. */
    Outcome advance(int shown) {
        clientIsSlow = false;
        if (up == null) {
            BackEnd.Attempt attempt = back.connect();
            switch (attempt.kind()) {
                case PENDING -> {
                    return Plain.WAITS;
                }
                case LATER -> {
                    obstacle = attempt.problem();
                    return Plain.TRIES_AGAIN;
                }
                case NEVER -> {
                    return refused(Refusal.BACKEND_GONE, attempt.problem());
                }
                case CONNECTED ->
                    up = new Flow(client, back.side(), scratch, request, request.body(), request.isRepeatable());
            }
        }
        Outcome upward = uploadEnded ? Plain.WAITS : moveUp(Objects.requireNonNull(up), shown);
        if (upward != Plain.WAITS && upward != Plain.GOES_ON) {
            return upward;
        }
        if (ending == null) {
            Outcome downward = moveDown();
            ending = downward == Plain.ANSWERED || downward == Plain.ANSWERED_LAST ? downward : null;
            if (ending == null) {
                return downward == Plain.WAITS ? upward : downward;
            }
        }
        boolean isOver = uploadEnded || back.side().isEnding(); // an app may answer and go on reading
        if (!isOver) {
            return upward;
        }
        if (!keepsBack) {
            back.close();
        }
        return ending;
    }

    private Outcome refused(Refusal reason, String detail) {
        return new Refused(reason, detail, request.isHead());
    }

    private Outcome moveUp(Flow flow, int shown) {
        Flow.State state = flow.move(shown);
        switch (state) {
            case DONE -> {
                isUploaded = true;
                uploadEnded = true;
            }
            case CUT_SHORT -> { // the app sees what it would see without us
                uploadEnded = true;
                back.side().end();
            }
            case SINK_FAILED -> uploadEnded = true; // it may have answered all the same
            case SOURCE_FAILED -> {
                return Plain.BROKEN;
            }
            case MALFORMED -> {
                return isAnswering
                        ? Plain.BROKEN
                        : refused(Refusal.BAD_REQUEST, "The chunks of the body are malformed.");
            }
            case STARVED -> clientIsSlow = true;
            case BLOCKED, MORE -> {}
        }
        return state == Flow.State.MORE ? Plain.GOES_ON : Plain.WAITS;
    }

    private Outcome moveDown() {
        boolean isNext = false;
        back.side().watch(); // only now: an app that accepts at once finds the request there
        while (true) {
            int shown = 0;
            if (down == null) {
                Outcome outcome = isNext || back.side().mayShow() ? readHead() : Plain.WAITS;
                if (down == null) {
                    return outcome;
                }
                shown = back.side().shown();
            }
            Flow.State state = down.move(shown);
            ResponseToRelay now = Objects.requireNonNull(response);
            isAnswering |= !now.isInterim();
            if (state != Flow.State.DONE) {
                clientIsSlow |= state == Flow.State.BLOCKED;
                return switch (state) {
                    case STARVED, BLOCKED -> Plain.WAITS;
                    case MORE -> Plain.GOES_ON;
                    case SOURCE_FAILED -> Plain.RESET;
                    default -> Plain.BROKEN;
                };
            }
            if (!now.isInterim()) {
                return now.switchesProtocols() ? Plain.SWITCHED : answered(now, down);
            }
            down = null;
            isNext = true;
        }
    }

    /** Looks for the head of the next response; {@link #down} is set if it has come, else this says what follows. */
    private Outcome readHead() {
        Side side = back.side();
        int count = side.peek(scratch.in);
        isHeard |= count > 0;
        if (isKept && isHeard && isUploaded) {
            isKept = false;
            client.skip(request.length(), scratch.out);
        }
        int length = ResponseToRelay.end(scratch.in.bytes(), searched - 3, count);
        searched = length > 0 ? 0 : count;
        if (length == 0) {
            if (count == Scratch.SIZE) {
                return refused(Refusal.BACKEND_GONE, "The app answered with a head of more than " + count + " octets.");
            }
            return side.sawEnd() || side.hasFailed() ? gone() : Plain.WAITS;
        }
        scratch.copyHead(length);
        ResponseToRelay read = ResponseToRelay.read(scratch.head, length);
        if (read == null || (read.switchesProtocols() && !(request.asksForUpgrade() && isUploaded))) {
            return refused(Refusal.BACKEND_GONE, "The app answered with a head that is not a valid answer.");
        }
        response = read;
        Body body = read.switchesProtocols() ? Body.counted(0) : read.body(request.isHead());
        if (read.isInterim() && request.isOld()) { // HTTP/1.0 knows none
            side.skip(length, scratch.out);
            return Plain.GOES_ON;
        }
        endsClient = isLast || !isUploaded;
        read.tellOfConnection(endsClient || body.endsWithStream(), request.isOld());
        down = new Flow(side, client, scratch, read, body, false);
        if (isLast && isUploaded && !read.isInterim() && !read.switchesProtocols()) {
            down.endWithIt();
        }
        return Plain.WAITS;
    }

    private Outcome answered(ResponseToRelay last, Flow flow) {
        boolean ends = endsClient || last.body(request.isHead()).endsWithStream();
        keepsBack = !ends && !last.endsConnection() && !flow.sawMore();
        return ends ? Plain.ANSWERED_LAST : Plain.ANSWERED;
    }

    /** The app has ended the connection without a whole head of an answer. */
    private Outcome gone() {
        back.close();
        if (!isHeard && !isRepeated && request.isRepeatable()) {
            isRepeated = true;
            up = null;
            isUploaded = false;
            uploadEnded = false;
            return Plain.GOES_ON;
        }
        return refused(Refusal.BACKEND_GONE, "The app closed the connection before it had answered.");
    }
}
