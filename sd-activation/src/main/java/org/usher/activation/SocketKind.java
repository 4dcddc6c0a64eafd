package org.usher.activation;

import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketOption;
import org.usher.posix.SocketType;

/** What an inherited fd is, and the directive of systemd.socket(5) that makes one. */
public enum SocketKind {
    /** A listening TCP socket. */
    TCP_LISTENER("ListenStream= with a port"),
    /** A connected TCP socket. */
    TCP_CONNECTION("ListenStream= with a port and Accept=yes"),
    /** A UDP socket. */
    UDP("ListenDatagram= with a port"),
    /** A listening unix stream socket. */
    UNIX_LISTENER("ListenStream= with a path"),
    /** A connected unix stream socket. */
    UNIX_CONNECTION("ListenStream= with a path and Accept=yes"),
    /** A unix datagram socket: handed-off connections arrive on one. */
    UNIX_DATAGRAM("ListenDatagram= with a path"),
    /** A listening unix sequential-packet socket. */
    UNIX_PACKET_LISTENER("ListenSequentialPacket="),
    /** A connected unix sequential-packet socket. */
    UNIX_PACKET_CONNECTION("ListenSequentialPacket= with Accept=yes"),
    /** Another socket, a FIFO, a device, a file of the fd store. */
    OTHER("another directive");

    private final String directive;

    SocketKind(String directive) {
        this.directive = directive;
    }

    /** Returns the directive that makes a socket of this kind. */
    public String directive() {
        return directive;
    }

    static SocketKind of(int fd, Kernel kernel) {
        int type = kernel.option(fd, SocketOption.SO_TYPE);
        SocketAddressBuffer address = new SocketAddressBuffer();
        if (type < 0 || kernel.localAddress(fd, address) < 0) {
            return OTHER;
        }
        boolean listens = kernel.option(fd, SocketOption.SO_ACCEPTCONN) > 0;
        return address.isInternet() ? internet(type, listens) : unix(address, type, listens);
    }

    private static SocketKind internet(int type, boolean listens) {
        if (type == SocketType.SOCK_DGRAM) {
            return UDP;
        }
        if (type != SocketType.SOCK_STREAM) {
            return OTHER;
        }
        return listens ? TCP_LISTENER : TCP_CONNECTION;
    }

    private static SocketKind unix(SocketAddressBuffer address, int type, boolean listens) {
        if (address.family() != SocketType.AF_UNIX) {
            return OTHER;
        }
        return switch (type) {
            case SocketType.SOCK_STREAM -> listens ? UNIX_LISTENER : UNIX_CONNECTION;
            case SocketType.SOCK_DGRAM -> UNIX_DATAGRAM;
            case SocketType.SOCK_SEQPACKET -> listens ? UNIX_PACKET_LISTENER : UNIX_PACKET_CONNECTION;
            default -> OTHER;
        };
    }
}
