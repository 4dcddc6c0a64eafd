package org.usher.loop;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.app.AppQueues;
import org.usher.connection.Connection;
import org.usher.connection.ConnectionIds;
import org.usher.connection.Endings;
import org.usher.connection.History;
import org.usher.connection.ListeningSocket;
import org.usher.connection.PeekBuffer;
import org.usher.connection.Request;
import org.usher.head.Head;
import org.usher.head.HeadScanner;
import org.usher.head.ProxyHeader;
import org.usher.head.Scan;
import org.usher.poll.DeadlineQueue;
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
final class Dispatch implements Consumer<Connection> {
    /** How long a request that the routes refuse waits for word of new ones: systemd may have told others first. */
    private static final Duration WORD_MAX = Duration.ofMillis(20);

    /** How long it waits for a change of routes that we have heard of. */
    private static final Duration CHANGE_MAX = Duration.ofSeconds(1);

    private static final int POSTPONED_COUNT_MAX = 1024;

    private static final Refused OTHER_HOST = new Refused(
            Refusal.OTHER_HOST,
            "An app has read this request from a connection that was handed to it for another host.");

    private final ConnectionIds ids;
    private final EpollLoop loop;
    private final PeekBuffer peek;
    private final PendingHeads pending;
    private final AppQueues apps;
    private final Endings endings;
    final DeadlineQueue postponed;
    private RouteTable table = RouteTable.EMPTY;
    private boolean postpones = true;
    private int headSizeMax = Limits.DEFAULT.headSizeMax();

    Dispatch(
            ConnectionIds ids, EpollLoop loop, PeekBuffer peek, PendingHeads pending, AppQueues apps, Endings endings) {
        this.ids = ids;
        this.loop = loop;
        this.peek = peek;
        this.pending = pending;
        this.apps = apps;
        this.endings = endings;
        this.postponed = loop.deadlines().queue(WORD_MAX);
    }

    /** Routes by another table, and takes heads of another size, from the next connection on. */
    void adopt(InForce now) {
        table = now.table();
        headSizeMax = now.limits().headSizeMax();
        peek.atLeast(headSizeMax);
    }

    /** Notes whether routes are about to change: then what they would refuse waits for the new ones. */
    void changeAhead(boolean ahead) {
        postponed.timeout(ahead ? CHANGE_MAX : WORD_MAX);
    }

    /** Decides what waits for a route by the routes that there are. */
    void decidePostponed() {
        postponed.runAll();
    }

    /** Becomes the owner of a connection that has come in, or that an app has handed back. */
    @Override
    public void accept(Connection connection) {
        try {
            begin(connection);
        } catch (Throwable error) {
            loop.failures().survive(error, () -> endings.drop(connection, true));
        }
    }

    private void begin(Connection incoming) {
        HeadScanner scanner = new HeadScanner(headSizeMax);
        Scan scan = look(incoming, scanner);
        Connection connection = incoming;
        if (scan instanceof ProxyHeader header) {
            connection = introduced(incoming, header);
            scan = scan(connection, scanner);
        }
        if (scan instanceof Scan.Incomplete) {
            pending.add(this, connection, scanner);
        } else {
            decide(connection, scan);
        }
    }

    /**
     * Looks at what there is of a head, or of the PROXY header that is awaited before it; returns null if the client has
     * closed or reset. Nothing is consumed.
     */
    @Nullable
    Scan look(Connection connection, HeadScanner scanner) {
        return peek.look(connection) ? scan(connection, scanner) : null;
    }

    /** Does the same without another look, behind a header that was just taken off. */
    Scan scan(Connection connection, HeadScanner scanner) {
        return connection.awaiting() == null
                ? scanner.scan(peek.octets(), peek.size())
                : ProxyHeader.scan(peek.octets(), peek.size());
    }

    /** Returns whether not one octet has come of the connection that was looked at last. */
    boolean isSilent() {
        return peek.size() == 0;
    }

    /**
     * Becomes the owner of a connection that was looked at last and is in no phase now. If this fails, its last owner is its
     * owner again.
     */
    void decide(Connection connection, @Nullable Scan scan) {
        if (scan instanceof Head head) {
            route(connection, head);
        } else if (scan instanceof Scan.Malformed malformed) {
            endings.refuse(connection, malformed.reason(), malformed.detail());
        } else {
            endings.drop(connection, false);
        }
    }

    /** Takes off the header, which is for us: the only octets that are ever taken from a connection of an app. */
    Connection introduced(Connection connection, ProxyHeader header) {
        ListeningSocket listener = connection.awaiting();
        if (listener == null || !peek.drop(connection, header.length())) {
            throw new IllegalStateException("the octets of a PROXY header are gone");
        }
        return listener.introduced(connection, header);
    }

    /** Decides by the routes that there are. */
    private void decideNow(Connection connection) {
        postpones = false;
        accept(connection);
        postpones = true;
    }

    /** Octets that an app has read may be of its own making: they lead to the host that it was given the connection for. */
    private void route(Connection connection, Head head) {
        History past = connection.history();
        boolean isForItsHost = past == null
                || past.unread().length == 0
                || ids.isFor(past.told().id(), head.host());
        Decision decision = isForItsHost ? table.search(connection, head, null) : OTHER_HOST;
        if (decision instanceof Routed to) {
            apps.offer(connection, head, to, peek.fingerprint());
        } else if (decision instanceof Refused why) {
            if (postpones && postponed.size() < POSTPONED_COUNT_MAX) {
                postponed.add(() -> decideNow(connection));
                return;
            }
            endings.refuse(new Request(connection, head, null), why.reason(), why.detail());
        }
    }
}
