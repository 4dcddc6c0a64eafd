package org.usher.app;

import org.jspecify.annotations.Nullable;
import org.usher.connection.Request;
import org.usher.poll.DeadlineQueue.Deadline;

/** One request on its way to its app, and our copy of its connection: offered, then sent, then gone. */
final class Delivery {
    private static final long NEVER = -1;

    final Request request;
    /** When it is refused; null until it has to wait. */
    @Nullable
    Deadline startTimeout;
    /** What nobody has read as long as the request is not served; null until it is sent to an app that may not take it. */
    @Nullable
    PeekedHead head;
    /** It is taken when this much of all that was sent is. */
    long end;

    private long lostInode = NEVER;
    private long lostAtNanos;

    Delivery(Request request) {
        this.request = request;
    }

    /** Takes note that the socket it was sent to is gone. */
    void lose(long inode, long nowNanos) {
        if (!isLost()) {
            lostInode = inode;
            lostAtNanos = nowNanos;
        }
    }

    /** Whether it was in a socket that is gone: then an app may have taken it all the same. */
    boolean isLost() {
        return lostInode != NEVER;
    }

    /** Whether the socket that was thought to be gone is the one with this inode, which still holds it or has given it out. */
    boolean isIn(long inode) {
        return lostInode == inode;
    }

    boolean isLostSince(long nanos, long nowNanos) {
        return isLost() && nowNanos - lostAtNanos >= nanos;
    }

    void cancelTimeout() {
        if (startTimeout != null) {
            startTimeout.cancel();
        }
    }
}
