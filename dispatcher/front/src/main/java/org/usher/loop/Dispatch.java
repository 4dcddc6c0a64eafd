package org.usher.loop;

import java.util.function.IntConsumer;
import org.usher.app.AppQueues;
import org.usher.connection.Connection;
import org.usher.connection.Events;
import org.usher.connection.PeekBuffer;
import org.usher.connection.Refusals;
import org.usher.connection.Request;
import org.usher.head.Head;
import org.usher.head.HeadScanner;
import org.usher.head.Scan;
import org.usher.loop.Look.Open;
import org.usher.loop.Look.Scanned;
import org.usher.poll.EpollLoop;
import org.usher.refusal.Refusal;
import org.usher.route.Limits;
import org.usher.table.Decision;
import org.usher.table.Decision.Refused;
import org.usher.table.Decision.Routed;
import org.usher.table.InForce;
import org.usher.table.RouteTable;

/**
 * The way of every connection: octets → head → route → handoff, or a refusal at the step that fails.
 *
 * <p>Most connections go all the way in one call, because their head has arrived before they are accepted. The others
 * wait as {@link PendingHead} and are looked at here again with each piece.
 */
final class Dispatch {
    private final EpollLoop loop;
    private final PeekBuffer peek;
    private final PendingHeads pending;
    private final AppQueues apps;
    private final Refusals refusals;
    private final Events events;
    private final IntConsumer close;
    private RouteTable table = RouteTable.EMPTY;
    private int headSizeMax = Limits.DEFAULT.headSizeMax();
    private HeadScanner spare = new HeadScanner(headSizeMax);

    /** Lets go of connections that will never bring a request by {@code close}. */
    Dispatch(
            EpollLoop loop,
            PeekBuffer peek,
            PendingHeads pending,
            AppQueues apps,
            Refusals refusals,
            Events events,
            IntConsumer close) {
        this.loop = loop;
        this.peek = peek;
        this.pending = pending;
        this.apps = apps;
        this.refusals = refusals;
        this.events = events;
        this.close = close;
    }

    /** Routes by another table, and takes heads of another size, from the next connection on. */
    void adopt(InForce now) {
        table = now.table();
        if (now.limits().headSizeMax() != headSizeMax) {
            headSizeMax = now.limits().headSizeMax();
            spare = new HeadScanner(headSizeMax);
            peek.atLeast(headSizeMax);
        }
    }

    /** Becomes the owner of a connection that was accepted, or that an app has handed back. */
    void accepted(Connection connection) {
        loop.guard(() -> begin(connection), () -> close(connection));
    }

    private void begin(Connection connection) {
        Look look = look(connection, spare);
        if (look instanceof Scanned scanned) {
            spare.reset();
            decide(connection, scanned.scan());
        } else if (look == Open.ENDED) {
            close(connection);
        } else {
            HeadScanner scanner = spare;
            spare = new HeadScanner(headSizeMax);
            pending.add(this, connection, scanner, look == Open.SILENT);
        }
    }

    /** Looks at what there is of a head; nothing is consumed. */
    Look look(Connection connection, HeadScanner scanner) {
        int count = peek.look(connection);
        if (count == PeekBuffer.NOTHING_YET) {
            return Open.SILENT;
        }
        if (count == PeekBuffer.ENDED) {
            return Open.ENDED;
        }
        Scan scan = scanner.scan(peek.octets(), count);
        return scan instanceof Scan.Incomplete ? Open.PARTIAL : new Scanned(scan);
    }

    /** Becomes the owner of a connection that was looked at last, and is in no phase now. */
    void decided(Connection connection, Scan scan) {
        loop.guard(() -> decide(connection, scan), () -> close(connection));
    }

    private void decide(Connection connection, Scan scan) {
        if (scan instanceof Scan.Malformed malformed) {
            refuse(connection, malformed.reason(), malformed.detail());
            return;
        }
        Head head = ((Scan.Complete) scan).head();
        boolean isHead = head.method().equals("HEAD");
        Decision decision = table.find(connection.arrival(), head);
        if (decision instanceof Routed to) {
            Request request = new Request(connection, isHead, to.route());
            apps.of(to.route()).offer(request, to, peek.fingerprint());
        } else if (decision instanceof Refused why) {
            refusals.answer(new Request(connection, isHead, null), why.reason(), why.detail());
        }
    }

    /** Answers a request ourselves of which no head was recognised. */
    void refuse(Connection connection, Refusal reason, String detail) {
        refusals.answer(Request.unrecognised(connection), reason, detail);
    }

    /** Lets go of a connection that will never bring a request, without a word. */
    void close(Connection connection) {
        events.gone();
        close.accept(connection.fd());
    }
}
