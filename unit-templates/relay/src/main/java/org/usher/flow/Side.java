package org.usher.flow;

import java.nio.ByteBuffer;
import org.usher.poll.EpollLoop;
import org.usher.poll.Ready;
import org.usher.posix.Epoll;
import org.usher.posix.Errno;
import org.usher.posix.Fcntl;
import org.usher.posix.FileCalls;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;

/**
 * One side of a relayed connection: a stream socket that it owns, and what came before the socket's own octets. What it
 * shows stays unread until it is {@link #skip skipped}.
 *
 * <p>Watched edge-triggered, from the first time on that it has nothing to show: its owner looks until there is nothing to
 * see, or sends until it is full, and hears again when that has changed.
 */
public final class Side {
    /** What {@link #sendFile} returns where the file is shorter than it was. */
    public static final int FILE_ENDED = -1;

    private static final int NOTHING_WATCHED = 0;
    private static final int TO_READ = Epoll.EPOLLIN | Epoll.EPOLLRDHUP | Epoll.EPOLLET;

    private final EpollLoop loop;
    private final Kernel kernel;
    private final int fd;
    private final ByteBuffer unread;
    private final Ready owner;
    private int watched = NOTHING_WATCHED;
    private long ticket;
    private boolean endIsComing;
    private boolean ended;
    private boolean failed;
    private boolean takesNoMore;
    private boolean isNonBlocking;
    private boolean hasMore;
    private boolean isSending;
    private boolean isPrompt;
    private boolean hasSaidEnd;
    private int standing;
    private boolean sawEnd;

    /** Becomes the owner of {@code fd}, whose events {@code owner} hears of; {@code unread} comes before its octets. */
    public Side(EpollLoop loop, int fd, ByteBuffer unread, Ready owner) {
        this.loop = loop;
        this.kernel = loop.kernel();
        this.fd = fd;
        this.unread = unread;
        this.owner = owner;
        this.standing = unread.remaining();
    }

    /** Begins to wait for octets; returns false, and has failed, if the kernel has no room for that. */
    public boolean watch() {
        failed |= !isWatched() && !watch(TO_READ);
        return !failed;
    }

    /** Does the same, and waits for room to send, too. */
    public boolean watchAll() {
        return watch(TO_READ | Epoll.EPOLLOUT);
    }

    /** Returns whether its owner hears of it. */
    public boolean isWatched() {
        return watched != NOTHING_WATCHED;
    }

    /** Notes what the kernel tells. */
    public void note(int bits) {
        endIsComing |= (bits & (Epoll.EPOLLRDHUP | Epoll.EPOLLHUP | Epoll.EPOLLERR)) != 0;
        hasMore = true;
    }

    /** Shows what has come, the first octets of it if {@code into} is too small; 0 if there is nothing now. */
    public int peek(NativeMemory into) {
        int first = Math.min(unread.remaining(), into.size());
        into.bytes().put(0, unread, unread.position(), first);
        int room = into.size() - first;
        int count = room == 0 ? 0 : kernel.peek(fd, into, first, room);
        hasMore = count == room || endIsComing;
        ended |= count == 0 && room > 0;
        if (count == -Errno.EAGAIN) {
            watch(); // what has come since is an event as well
        }
        sawEnd = ended || (endIsComing && count < room);
        failed |= count < 0 && count != -Errno.EAGAIN && count != -Errno.EINTR;
        standing = first + Math.max(count, 0);
        return standing;
    }

    /** Returns whether there may be more than was shown last. */
    public boolean hasMore() {
        return hasMore || !isWatched();
    }

    /** Returns whether there may be something to show. */
    public boolean mayShow() {
        return hasMore() || standing > 0;
    }

    /** Returns how many octets were shown last and are still there. */
    public int shown() {
        return standing;
    }

    /** Returns whether it has something to show, as far as its owner has been told. */
    public boolean isKnownToShow() {
        return hasMore || standing > 0;
    }

    /** Drops the first {@code count} octets of what was shown last. */
    public void skip(int count, NativeMemory scratch) {
        int first = Math.min(unread.remaining(), count);
        unread.position(unread.position() + first);
        standing -= count;
        int left = count - first;
        while (left > 0) {
            int dropped = kernel.receive(fd, scratch, 0, Math.min(left, scratch.size()));
            if (dropped <= 0) {
                failed = true; // somebody else reads from this connection
                return;
            }
            left -= dropped;
        }
    }

    /** Returns whether what was shown last is all that ever comes. */
    public boolean sawEnd() {
        return sawEnd;
    }

    /** Returns whether its other side has said that no more will come. */
    public boolean isEnding() {
        return endIsComing;
    }

    /** Returns whether no octet is left and none will come. */
    public boolean isAtEnd() {
        return ended && !unread.hasRemaining();
    }

    /** Returns whether nothing more can be read from it, which is not the end that its other side meant. */
    public boolean hasFailed() {
        return failed;
    }

    /** Returns whether nothing more can be sent to it. */
    public boolean takesNoMore() {
        return takesNoMore;
    }

    /** Sends what there is room for and returns how much that is; if it is not all, its owner hears when there is more. */
    public int send(NativeMemory from, int offset, int length) {
        hasten();
        return sent(kernel.send(fd, from, offset, length), length);
    }

    /** Does the same; what is sent next goes into the same segment. */
    public int sendMore(NativeMemory from, int offset, int length) {
        hasten();
        return sent(kernel.sendMore(fd, from, offset, length), length);
    }

    /** Does the same; if that is all, says that no more will be sent: the end goes with the last octet, in one segment. */
    public int sendLast(NativeMemory from, int offset, int length) {
        int count = sendMore(from, offset, length);
        if (count == length) {
            end();
        }
        return count;
    }

    /** Sends octets of a file as {@link #send} does; {@link #FILE_ENDED} if it has none there. */
    public int sendFile(FileCalls files, int file, long from, int length) {
        hasten();
        if (!isNonBlocking) {
            isNonBlocking = setNonBlocking(true);
        }
        int count = files.sendFile(fd, file, from, length);
        return count == 0 ? FILE_ENDED : sent(count, length);
    }

    /** From the second piece on, none is to wait until the one before is acknowledged. */
    private void hasten() {
        if (isSending && !isPrompt) {
            kernel.setOption(fd, SocketOption.TCP_NODELAY, 1);
            isPrompt = true;
        }
        isSending = true;
    }

    private int sent(int count, int length) {
        takesNoMore = (count < 0 && count != -Errno.EAGAIN) || (count < length && !watchAll());
        return Math.max(count, 0);
    }

    private boolean setNonBlocking(boolean now) {
        int flags = kernel.fcntl(fd, Fcntl.F_GETFL, 0);
        int wanted = now ? flags | Fcntl.O_NONBLOCK : flags & ~Fcntl.O_NONBLOCK;
        return flags >= 0 && kernel.fcntl(fd, Fcntl.F_SETFL, wanted) >= 0;
    }

    /** Says that no more will be sent. */
    public void end() {
        if (!hasSaidEnd) {
            kernel.shutdown(fd, SocketType.SHUT_WR);
        }
        hasSaidEnd = true;
    }

    /** Ends the wait, before the socket is given to somebody else, who becomes the owner: as it came, in blocking mode. */
    public void release() {
        unwatch();
        if (isNonBlocking) {
            isNonBlocking = !setNonBlocking(false);
        }
    }

    private void unwatch() {
        if (isWatched()) {
            loop.poller().remove(fd, ticket);
            watched = NOTHING_WATCHED;
        }
    }

    /** Returns what connect(2) has come to: 0, or what went wrong, as the kernel says it. */
    public int connectError() {
        return -kernel.option(fd, SocketOption.SO_ERROR);
    }

    public void close() {
        unwatch();
        kernel.close(fd);
    }

    private boolean watch(int bits) {
        if (watched == bits) {
            return true;
        }
        unwatch();
        ticket = loop.poller().add(fd, bits, owner);
        watched = ticket < 0 ? NOTHING_WATCHED : bits;
        return ticket >= 0;
    }
}
