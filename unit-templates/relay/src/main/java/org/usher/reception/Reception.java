package org.usher.reception;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.usher.handoff.Handoff;
import org.usher.handoff.HandoffReceiver;
import org.usher.poll.DeadlineQueue;
import org.usher.poll.EpollLoop;

/** The connections of a program, and what they share: one thread, how long anything may take, and the end. */
public final class Reception {
    private final EpollLoop loop;
    private final Duration drain;
    private final Complaints complaints;
    private final List<HandoffSocket> sockets = new ArrayList<>();
    private final Map<Duration, DeadlineQueue> queues = new HashMap<>();
    private final Set<Received> connections = new HashSet<>();
    private boolean isStopping;
    private boolean hasBegun;

    /**
     * Receives nothing yet.
     *
     * @param drain how long those that are at work have for it after a stop
     */
    public Reception(EpollLoop loop, Duration drain, Complaints complaints) {
        this.loop = loop;
        this.drain = drain;
        this.complaints = complaints;
    }

    public EpollLoop loop() {
        return loop;
    }

    /** Gives {@code owner} what {@code receiver} brings, from now on until {@link #stop}. */
    public void receive(HandoffReceiver receiver, BiConsumer<HandoffReceiver, Handoff> owner) {
        sockets.add(new HandoffSocket(loop, receiver, owner, complaints));
    }

    /** Ends the loop when there has been no connection for {@code idle}. */
    public void exitWhenIdle(Duration idle) {
        new IdleExit(this, idle).begin();
    }

    /** Returns the queue of deadlines that are this far away. */
    public DeadlineQueue deadlines(Duration distance) {
        return queues.computeIfAbsent(distance, loop.deadlines()::queue);
    }

    /** Says something that an administrator should know. */
    public void complain(String what) {
        complaints.say(what);
    }

    /** A connection is here. */
    public void add(Received connection) {
        connections.add(connection);
        hasBegun = true;
    }

    /** A connection is gone. */
    public void forget(Received connection) {
        connections.remove(connection);
        if (isStopping && connections.isEmpty()) {
            loop.stop();
        }
    }

    public int size() {
        return connections.size();
    }

    public boolean isStopping() {
        return isStopping;
    }

    /** Returns whether a connection has come since it was asked last. */
    boolean hasBegun() {
        boolean before = hasBegun;
        hasBegun = false;
        return before;
    }

    /** Receives no more, lets every connection go as soon as its present request is answered, and then ends the loop. */
    public void stop() {
        isStopping = true;
        sockets.forEach(HandoffSocket::stop);
        Set.copyOf(connections).forEach(Received::retire);
        deadlines(drain).add(loop::stop);
        if (connections.isEmpty()) {
            loop.stop();
        }
    }

    /** Closes what is left. */
    public void close() {
        Set.copyOf(connections).forEach(Received::abandon);
    }
}
