package org.usher.flow;

/** Two streams in opposite directions, each of which ends on its own. */
public final class Tunnel {
    private final Side client;
    private final Side app;
    private final Flow up;
    private final Flow down;
    private boolean upEnded;
    private boolean downEnded;

    public Tunnel(Side client, Side app, Scratch scratch) {
        this.client = client;
        this.app = app;
        this.up = Flow.unbounded(client, app, scratch);
        this.down = Flow.unbounded(app, client, scratch);
    }

    /** Returns whether anything was sent since it was asked last. */
    public boolean hasMoved() {
        boolean upMoved = up.hasMoved();
        return down.hasMoved() || upMoved;
    }

    /** Moves what has come in both directions: DONE when both have ended, MORE, STARVED, or SINK_FAILED. */
    public Flow.State advance() {
        Flow.State upward = upEnded ? Flow.State.DONE : up.move(0);
        if (upward == Flow.State.DONE && !upEnded) {
            upEnded = true;
            app.end();
        }
        Flow.State downward = downEnded ? Flow.State.DONE : down.move(0);
        if (downward == Flow.State.DONE && !downEnded) {
            downEnded = true;
            client.end();
        }
        if (isBroken(upward) || isBroken(downward)) {
            return Flow.State.SINK_FAILED;
        }
        if (upEnded && downEnded) {
            return Flow.State.DONE;
        }
        boolean hasMore = upward == Flow.State.MORE || downward == Flow.State.MORE;
        return hasMore ? Flow.State.MORE : Flow.State.STARVED;
    }

    private static boolean isBroken(Flow.State state) {
        return state == Flow.State.SOURCE_FAILED || state == Flow.State.SINK_FAILED;
    }
}
