package org.usher.handoff;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.usher.posix.Errno;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.Readiness;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/** The way back to the dispatcher: one datagram socket for each message. Safe for use by several threads. */
final class ReturnPath {
    /** How long a message waits for room in the dispatcher's queue. */
    private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(1);

    private final Kernel kernel;
    private final Path path;
    private final FdMessage message = FdMessage.toSend(HandoffHeader.MESSAGE_SIZE_MAX, 1);

    ReturnPath(Kernel kernel, Path path) {
        this.kernel = kernel;
        this.path = path;
    }

    /**
     * Sends {@code fd}, which stays the caller's, with all of both buffers; waits for room if need be, and returns whether
     * that succeeded.
     */
    synchronized boolean send(HandoffHeader header, ByteBuffer read, ByteBuffer unread, int fd) {
        return send(header, read, unread, fd, QUEUE_TIMEOUT) == HandBack.SENT;
    }

    /** Does the same at once: FULL if there is no room now. */
    synchronized HandBack trySend(HandoffHeader header, ByteBuffer unread, int fd) {
        return send(header, ByteBuffer.allocate(0), unread, fd, Duration.ZERO);
    }

    private HandBack send(HandoffHeader header, ByteBuffer read, ByteBuffer unread, int fd, Duration patience) {
        if (read.remaining() + unread.remaining() > HandoffHeader.UNREAD_SIZE_MAX) {
            return HandBack.FAILED;
        }
        HandoffEncoder.encode(message.payload().clear(), header);
        message.payload().put(read).put(unread);
        message.setFd(fd);
        int socket = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        if (socket < 0) {
            return HandBack.FAILED;
        }
        int result = kernel.connect(socket, new SocketAddressBuffer().setPath(path.toString()));
        result = result < 0 ? result : kernel.sendMessage(socket, message);
        if (result == -Errno.EAGAIN
                && !patience.isZero()
                && Readiness.await(kernel, socket, Readiness.ROOM, patience)) {
            result = kernel.sendMessage(socket, message);
        }
        kernel.close(socket);
        return result >= 0 ? HandBack.SENT : result == -Errno.EAGAIN ? HandBack.FULL : HandBack.FAILED;
    }
}
