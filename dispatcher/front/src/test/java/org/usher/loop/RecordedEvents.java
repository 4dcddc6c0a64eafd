package org.usher.loop;

import java.util.concurrent.BlockingQueue;
import org.usher.connection.Events;
import org.usher.connection.Request;
import org.usher.refusal.Refusal;
import org.usher.route.Route;

/** What the loop tells, each event as a line. */
public final class RecordedEvents implements Events {
    private final BlockingQueue<String> events;

    /** Puts the lines into {@code events}. */
    public RecordedEvents(BlockingQueue<String> events) {
        this.events = events;
    }

    @Override
    public void handedOff(Route route) {
        events.add("handed off " + route.app().unit());
    }

    @Override
    public void refused(Request request, Refusal reason, String detail) {
        events.add("refused " + reason.word() + (reason == Refusal.APP_FAILED ? " " + detail : ""));
    }

    @Override
    public void gone(boolean hadRequest) {
        events.add(hadRequest ? "dropped" : "gone");
    }

    @Override
    public void badReturn(String why, int uid) {
        events.add("bad return: " + why);
    }

    @Override
    public void parked(int parked, int closed, String why) {
        events.add("parked " + parked + ", closed " + closed);
    }

    @Override
    public void takenUp(int takenUp, int closed, String why) {
        events.add("took up " + takenUp + ", closed " + closed);
    }

    @Override
    public void failed(Throwable error, boolean isNew) {
        events.add("failed " + error.getMessage() + (isNew ? "" : " again"));
    }

    @Override
    public void warned(String what) {
        events.add("warned: " + what);
    }
}
