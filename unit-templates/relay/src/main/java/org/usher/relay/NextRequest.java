package org.usher.relay;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.flow.Scratch;
import org.usher.flow.UnreadHead;
import org.usher.framing.RequestToRelay;
import org.usher.handoff.FurtherRequests;
import org.usher.handoff.HandoffHeader;
import org.usher.handoff.Verdict;
import org.usher.head.Head;
import org.usher.head.Scan;
import org.usher.reception.ReceivedClient;
import org.usher.refusal.Refusal;
import org.usher.relay.Outcome.Refused;

/**
 * The look at a request that stands unread on a client's connection, and the decision on it: the first one is the app's,
 * each further one as the handoff says (PROTOCOL.md, rules 9 to 15).
 */
final class NextRequest {
    private final ReceivedClient client;
    private final UnreadHead unread;
    private final Target target;
    private final Scratch scratch;
    private final byte[] loopLine;
    private final String relayName;
    private @Nullable FurtherRequests rule;
    private @Nullable String lastHost;
    private byte @Nullable [] lastAdded;

    /** What the look comes to. */
    sealed interface Found {
        /** A request for the app; {@code shown} octets from its first one on are in the scratch. */
        record Mine(RequestToRelay request, int shown) implements Found {}

        /** One that the relay answers itself. */
        record Refusable(Refused refusal) implements Found {}

        /** What needs no more words. */
        enum Plain implements Found {
            /** The head is not complete. */
            NOTHING,
            /** Another app's: it goes back unread. */
            ANOTHERS,
            /** It may be nobody's. */
            NOBODYS,
            /** None will come. */
            GONE
        }
    }

    NextRequest(ReceivedClient client, Target target, Relay relay) {
        this.client = client;
        this.unread = new UnreadHead(client.side(), relay.scratch);
        this.target = target;
        this.scratch = relay.scratch;
        this.relayName = relay.name;
        this.loopLine = relay.loopLine;
    }

    /** Returns whether the first request has been found. */
    boolean isFurther() {
        return rule != null;
    }

    /** Looks at what has come. */
    Found look() {
        Scan scan = unread.look();
        if (scan == null) {
            return unread.isLost() ? Found.Plain.GONE : Found.Plain.NOTHING;
        }
        return decide(scan, unread.shown());
    }

    private Found decide(Scan scan, int count) {
        RequestToRelay request = scan instanceof Head head ? RequestToRelay.read(scratch.head, head) : null;
        Verdict verdict = rule == null ? Verdict.MINE : verdict(rule, request);
        if (verdict != Verdict.MINE) {
            return verdict == Verdict.HAND_BACK ? Found.Plain.ANOTHERS : Found.Plain.NOBODYS;
        }
        if (request == null) {
            Scan.Malformed malformed = (Scan.Malformed) scan;
            return refused(malformed.reason(), malformed.detail(), false);
        }
        if (rule == null) {
            HandoffHeader header = client.header();
            rule = new FurtherRequests(client.scope(), header.prefix(), request.host(), header.routedNanos());
        }
        String mistake = request.mistake();
        if (mistake != null) {
            return refused(Refusal.BAD_REQUEST, mistake, request.isHead());
        }
        if (request.hasPassed(relayName)) {
            return refused(Refusal.LOOP, target.text() + " leads back to usher", request.isHead());
        }
        request.add(added(request.host()));
        return new Found.Mine(request, count);
    }

    private static Verdict verdict(FurtherRequests rule, @Nullable RequestToRelay request) {
        return rule.decide(
                request == null ? "" : request.target(), request == null ? null : request.host(), System.nanoTime());
    }

    private static Found refused(Refusal reason, String detail, boolean toHead) {
        return new Found.Refusable(new Refused(reason, detail, toHead));
    }

    private byte[] added(@Nullable String host) {
        if (lastAdded != null && Objects.equals(host, lastHost)) {
            return lastAdded;
        }
        byte[] telling = target.telling().fields(client.header(), host);
        byte[] both = Arrays.copyOf(telling, telling.length + loopLine.length);
        System.arraycopy(loopLine, 0, both, telling.length, loopLine.length);
        lastHost = host;
        lastAdded = both;
        return both;
    }
}
