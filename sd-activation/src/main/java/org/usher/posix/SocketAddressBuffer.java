package org.usher.posix;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A socket address as the kernel writes it: a {@code sockaddr_storage} with its length (sockaddr(3type), ip(7),
 * ipv6(7), unix(7)).
 *
 * <p>Filled again and again by its owner; not safe for use by several threads at a time.
 */
public final class SocketAddressBuffer {
    /** Size of {@code sockaddr_un.sun_path}: the longest path is one octet shorter, for the closing NUL (unix(7)). */
    public static final int PATH_MAX = 108;

    private static final int CAPACITY = 128;
    private static final int INTERNET_SIZE = 16; // sizeof(struct sockaddr_in), ip(7)
    private static final int INTERNET6_SIZE = 28; // sizeof(struct sockaddr_in6), ipv6(7)
    private static final int LENGTH_AT = CAPACITY;

    private final NativeMemory memory = NativeMemory.allocate(CAPACITY + Integer.BYTES);
    private final ByteBuffer bytes = memory.bytes();

    public SocketAddressBuffer() {
        reset();
    }

    /** Returns the address family, one of {@link SocketType}'s {@code AF_} numbers. */
    public int family() {
        return length() < Short.BYTES ? SocketType.AF_UNIX : bytes.getShort(0);
    }

    /** Returns whether this is an IPv4 or IPv6 address. */
    public boolean isInternet() {
        return family() == SocketType.AF_INET || family() == SocketType.AF_INET6;
    }

    /** Returns the port of an internet address. */
    public int port() {
        return ((bytes.get(2) & 0xff) << 8) | (bytes.get(3) & 0xff);
    }

    /** Returns the address part of an internet address: 4 octets, or 16; an IPv4-mapped IPv6 address as 4. */
    public byte[] address() {
        byte[] address = new byte[addressLength()];
        copyAddress(address, 0);
        return address;
    }

    /** Returns how many octets {@link #copyAddress} writes: 4 for IPv4, mapped or not, else 16. */
    public int addressLength() {
        return family() == SocketType.AF_INET || isMappedIpv4() ? 4 : 16;
    }

    /** Copies the address part of an internet address into {@code target} from {@code offset} on. */
    public void copyAddress(byte[] target, int offset) {
        bytes.get(addressAt(), target, offset, addressLength());
    }

    /** Copies the address part of an internet address into {@code target} at its position, and advances that. */
    public void copyAddress(ByteBuffer target) {
        int length = addressLength();
        target.put(target.position(), bytes, addressAt(), length);
        target.position(target.position() + length);
    }

    /** Returns whether this is the internet address that stands for every local one: 0.0.0.0 or ::. */
    public boolean isWildcard() {
        return family() == SocketType.AF_INET ? bytes.getInt(4) == 0 : bytes.getLong(8) == 0 && bytes.getLong(16) == 0;
    }

    /** Returns the internet address as Java knows it. */
    public InetSocketAddress toInetSocketAddress() {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address()), port());
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an address has 4 or 16 octets", impossible);
        }
    }

    /** Makes this the internet address of {@code address}, 4 or 16 octets, and {@code port}. */
    public SocketAddressBuffer setInternet(byte[] address, int port) {
        boolean isIpv4 = address.length == 4;
        if (!isIpv4 && address.length != 16) {
            throw new IllegalArgumentException("an internet address has 4 or 16 octets, not " + address.length);
        }
        bytes.putLong(0, 0).putLong(8, 0).putLong(16, 0).putLong(24, 0);
        bytes.putShort(0, (short) (isIpv4 ? SocketType.AF_INET : SocketType.AF_INET6));
        bytes.put(2, (byte) (port >> 8)).put(3, (byte) port);
        bytes.put(isIpv4 ? 4 : 8, address);
        setLength(isIpv4 ? INTERNET_SIZE : INTERNET6_SIZE);
        return this;
    }

    /** Makes this the address of the unix socket at {@code path}; throws if the path is too long for the kernel. */
    public SocketAddressBuffer setPath(String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length >= PATH_MAX) {
            throw new IllegalArgumentException(
                    "socket path \"" + path + "\" has " + name.length + " octets; 1 to " + (PATH_MAX - 1) + " fit");
        }
        boolean isAbstract = name[0] == '@';
        bytes.putShort(0, (short) SocketType.AF_UNIX);
        bytes.put(2, name);
        bytes.put(2 + name.length, (byte) 0);
        if (isAbstract) {
            bytes.put(2, (byte) 0);
        }
        setLength(2 + name.length + (isAbstract ? 0 : 1));
        return this;
    }

    /** Returns the path of a unix socket; empty if it has none; with a leading {@code @} if it is abstract. */
    public String path() {
        int length = Math.min(length(), CAPACITY) - 2;
        if (length <= 0) {
            return "";
        }
        byte[] name = new byte[length];
        bytes.get(2, name);
        if (name[0] == 0) {
            name[0] = '@';
            return new String(name, StandardCharsets.UTF_8);
        }
        int end = 0;
        while (end < length && name[end] != 0) {
            end++;
        }
        return new String(Arrays.copyOf(name, end), StandardCharsets.UTF_8);
    }

    /** Makes room for any address; until the kernel fills it, it is none: not the one that was here before. */
    void reset() {
        bytes.putShort(0, (short) 0);
        setLength(CAPACITY);
    }

    long nativeAddress() {
        return memory.address(0, CAPACITY);
    }

    /** Returns where the path of a unix socket begins, which {@link #setPath} has closed with a NUL. */
    long nativePath() {
        return memory.address(2, PATH_MAX);
    }

    long nativeLengthAddress() {
        return memory.address(LENGTH_AT, Integer.BYTES);
    }

    int length() {
        return bytes.getInt(LENGTH_AT);
    }

    private void setLength(int length) {
        bytes.putInt(LENGTH_AT, length);
    }

    private int addressAt() {
        return family() == SocketType.AF_INET ? 4 : isMappedIpv4() ? 20 : 8;
    }

    private boolean isMappedIpv4() {
        return family() == SocketType.AF_INET6
                && bytes.getLong(8) == 0
                && bytes.getShort(16) == 0
                && bytes.getShort(18) == -1;
    }
}
