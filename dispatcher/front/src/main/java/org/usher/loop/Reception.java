package org.usher.loop;

import org.usher.app.AppQueues;
import org.usher.connection.Connection;
import org.usher.connection.Events;
import org.usher.connection.Refusals;
import org.usher.connection.Request;
import org.usher.connection.Surroundings;
import org.usher.connection.Window;
import org.usher.head.Head;
import org.usher.head.HeadScanner;
import org.usher.head.Scan;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.refusal.Refusal;
import org.usher.route.App;
import org.usher.route.AppState;
import org.usher.route.Limits;
import org.usher.table.Decision;
import org.usher.table.RouteTable;

/**
 * The way of every connection: octets → head → route → handoff, or a refusal at the step that fails.
 *
 * <p>Most connections go all the way in one call, because their head has arrived before they are accepted. The others
 * wait as {@link AwaitingHead} and are examined here again with each piece.
 */
final class Reception {
    /** How far a connection has come. */
    enum Progress {
        /** Not one octet is there. */
        SILENT,
        /** A part of the head is there. */
        PARTIAL,
        /** The connection has left: it was offered to an app, refused or closed. */
        DECIDED
    }

    private final Kernel kernel;
    private int headSizeMax;
    private Window window;
    private final AwaitingHeads awaiting;
    private final AppQueues apps;
    private final Refusals refusals;
    private final Events events;
    private HeadScanner spare;
    private RouteTable table = RouteTable.EMPTY;

    Reception(Surroundings surroundings, Limits limits, AwaitingHeads awaiting, AppQueues apps) {
        this.kernel = surroundings.kernel();
        this.headSizeMax = limits.headSizeMax();
        this.window = new Window(kernel, headSizeMax);
        this.awaiting = awaiting;
        this.apps = apps;
        this.refusals = apps.refusals();
        this.events = surroundings.events();
        this.spare = new HeadScanner(headSizeMax);
    }

    /** Routes by {@code table} from the next head on. */
    void routeBy(RouteTable table) {
        this.table = table;
    }

    /** Whether heads are routed by this very table. */
    boolean routesBy(RouteTable table) {
        return this.table == table;
    }

    /** Takes heads of up to {@code headSizeMax} octets from the next connection on. */
    void limitTo(int headSizeMax) {
        if (headSizeMax != this.headSizeMax) {
            this.headSizeMax = headSizeMax;
            spare = new HeadScanner(headSizeMax);
            window = window.atLeast(headSizeMax); // those that wait keep the limit that they came with
        }
    }

    /** Takes over a connection that was accepted, or that an app has handed back. */
    void take(Connection connection) {
        Progress progress = examine(connection, spare, () -> {});
        if (progress == Progress.DECIDED) {
            spare.reset();
        } else {
            awaiting.add(this, connection, spare, progress);
            spare = new HeadScanner(headSizeMax);
        }
    }

    /**
     * Looks at what there is of a head, and decides if that is enough.
     *
     * @param leave ends the phase in which the connection waited; called before it is handed over
     */
    Progress examine(Connection connection, HeadScanner scanner, Runnable leave) {
        int count = window.open(connection);
        if (count == -Errno.EAGAIN) {
            return Progress.SILENT;
        }
        if (count <= Window.END) {
            leave.run();
            close(connection);
            return Progress.DECIDED;
        }
        Scan scan = scanner.scan(window.octets(), count);
        if (scan instanceof Scan.Incomplete) {
            return Progress.PARTIAL;
        }
        leave.run();
        decide(connection, scan);
        return Progress.DECIDED;
    }

    /** Answers a request ourselves of which no head was recognised. */
    void refuse(Connection connection, Refusal reason, String detail) {
        refusals.refuse(connection, null, reason, detail);
    }

    /** Lets go of a connection that will never bring a request, without a word. */
    void close(Connection connection) {
        events.gone();
        kernel.close(connection.fd());
    }

    private void decide(Connection connection, Scan scan) {
        if (scan instanceof Scan.Complete complete) {
            route(connection, complete.head());
        } else if (scan instanceof Scan.Malformed malformed) {
            refuse(connection, malformed.reason(), malformed.detail());
        }
    }

    private void route(Connection connection, Head head) {
        Decision decision = table.find(connection.arrival(), head);
        if (decision instanceof Decision.Routed routed) {
            handOff(new Request(connection, head.method().equals("HEAD"), routed));
        } else if (decision instanceof Decision.Refused refused) {
            refusals.refuse(connection, head, refused.reason(), refused.detail());
        }
    }

    private void handOff(Request request) {
        App app = request.app();
        if (request.goesRound()) {
            refusals.refuse(request, Refusal.LOOP, "");
        } else if (request.mustNotTravel()) {
            close(request.connection());
        } else if (app.mode() == App.Mode.RELAY) {
            refusals.refuse(request, Refusal.APP_OFFLINE, app.unit() + " needs the relay app, which is not installed");
        } else {
            handOff(request, apps.stateOf(app));
        }
    }

    private void handOff(Request request, AppState state) {
        String unit = request.app().unit();
        switch (state.condition()) {
            case UNSAFE ->
                refusals.refuse(request, Refusal.APP_OFFLINE, unit + " is unsafe-socket (usherctl problems)");
            case FAILED -> refusals.refuse(request, Refusal.APP_FAILED, state.detail(unit));
            case LISTENING, RUNNING -> apps.of(request.routed().route()).offer(request);
        }
    }
}
