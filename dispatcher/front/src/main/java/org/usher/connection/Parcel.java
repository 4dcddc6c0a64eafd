package org.usher.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.usher.parking.ParkedMessage;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/** A message to the {@link ParkingPlace} while it is filled, again and again. Its fds stay those of who fills it. */
final class Parcel {
    /** As many as the kernel allows, less some: {@link FdMessage#FDS_MAX} was another number in other versions. */
    private static final int FDS_MAX = 250;

    private final Kernel kernel;
    private final int place;
    private final FdMessage message = FdMessage.toSend(ParkedMessage.SIZE_MAX, FDS_MAX);
    private final int[] fds = new int[FDS_MAX];
    private int count;

    /** Is sent to {@code place}, a datagram socket of our own. */
    Parcel(Kernel kernel, int place) {
        this.kernel = kernel;
        this.place = place;
    }

    ByteBuffer payload() {
        return message.payload();
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count == FDS_MAX;
    }

    void add(int fd) {
        fds[count++] = fd;
    }

    /** Returns the fd number {@code index}, from 0. */
    int fd(int index) {
        return fds[index];
    }

    /** Takes everything out. */
    void empty() {
        payload().clear();
        count = 0;
    }

    /** Sends it, from a socket of its own: one for all would be full before the receiver is (SO_SNDBUF). */
    int send() {
        message.setFds(Arrays.copyOf(fds, count));
        SocketAddressBuffer address = new SocketAddressBuffer();
        int known = kernel.localAddress(place, address);
        int socket = known < 0 ? known : kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        if (socket < 0) {
            return socket;
        }
        int connected = kernel.connect(socket, address);
        int result = connected < 0 ? connected : kernel.sendMessage(socket, message);
        kernel.close(socket);
        return result;
    }
}
