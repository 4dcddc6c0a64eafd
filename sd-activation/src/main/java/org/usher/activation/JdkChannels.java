package org.usher.activation;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;
import org.usher.posix.Errno;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/**
 * The JDK's own channels over file descriptors that somebody else made: the only class that reaches into the JDK, by
 * constructors of {@code sun.nio.ch} that are the same from 17 to 25.
 *
 * <p>Such channels are real: the JDK Selector takes them, their addresses are InetSocketAddresses, every server knows
 * them. They need one option of the JVM, {@value #OPTION}, or {@code Add-Opens: java.base/sun.nio.ch} in the manifest
 * of the jar that {@code java -jar} starts; on the module path the option names this module. Safe for use by several
 * threads.
 */
public final class JdkChannels {
    /** The option of the {@code java} command without which no channel can be opened, for programs on the class path. */
    public static final String OPTION = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

    /** Null until the first that succeeded: a missing option is reported to everybody who asks. */
    private static @Nullable JdkChannels instance;

    private final Kernel kernel = Kernel.linux();
    /** Used again for every channel: native memory is dear to make and to collect. */
    private final SocketAddressBuffer address = new SocketAddressBuffer();

    private final SelectorProvider provider = SelectorProvider.provider();
    private final Method newFileDescriptor;
    private final Constructor<?> serverSocketChannel;
    private final Constructor<?> socketChannel;
    private final Constructor<?> datagramChannel;
    private final Method descriptorNumber;

    private JdkChannels() {
        try {
            newFileDescriptor = Class.forName("sun.nio.ch.IOUtil").getDeclaredMethod("newFD", int.class);
            serverSocketChannel =
                    constructor("ServerSocketChannelImpl", ProtocolFamily.class, FileDescriptor.class, boolean.class);
            socketChannel =
                    constructor("SocketChannelImpl", ProtocolFamily.class, FileDescriptor.class, SocketAddress.class);
            datagramChannel = constructor("DatagramChannelImpl", FileDescriptor.class);
            descriptorNumber = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
            newFileDescriptor.setAccessible(true);
            descriptorNumber.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "open a channel over a file descriptor: Java " + Runtime.version()
                            + " has changed inside; use Java 17 to 25 or a later version of this library",
                    e);
        } catch (InaccessibleObjectException e) {
            throw new IllegalStateException("open a channel over a file descriptor: " + remedy(), e);
        }
    }

    /**
     * Returns the channels of this JVM. Worth calling early: it needs no fd.
     *
     * @throws IllegalStateException if the JVM was started without {@value #OPTION}; the message says so
     */
    public static synchronized JdkChannels instance() {
        JdkChannels found = instance;
        if (found == null) {
            found = new JdkChannels();
            instance = found;
        }
        return found;
    }

    private static String remedy() {
        Module library = JdkChannels.class.getModule();
        return library.isNamed()
                ? "write --add-opens=java.base/sun.nio.ch=" + library.getName()
                        + " behind java in ExecStart= of the .service unit"
                : "write " + OPTION + " behind java in ExecStart= of the .service unit, or"
                        + " \"Add-Opens: java.base/sun.nio.ch\" into META-INF/MANIFEST.MF of the jar that java -jar starts";
    }

    /** Opens a listening TCP or unix stream socket; the channel owns {@code fd}, which is closed if this throws. */
    public ServerSocketChannel serverSocketChannel(int fd) throws IOException {
        return open(fd, () -> {
            int result = kernel.localAddress(fd, address);
            if (result < 0) {
                throw new IOException("ask fd " + fd + " for its address: " + Errno.describe(result));
            }
            return (ServerSocketChannel) serverSocketChannel.newInstance(provider, family(), descriptor(fd), true);
        });
    }

    /** Opens a connected TCP or unix stream socket; the channel owns {@code fd}, which is closed if this throws. */
    public SocketChannel socketChannel(int fd) throws IOException {
        return open(fd, () -> {
            SocketAddress peer = peer(fd);
            return (SocketChannel) socketChannel.newInstance(provider, family(), descriptor(fd), peer);
        });
    }

    /** Opens a UDP socket; the channel owns {@code fd}, which is closed if this throws. */
    public DatagramChannel datagramChannel(int fd) throws IOException {
        return open(fd, () -> (DatagramChannel) datagramChannel.newInstance(provider, descriptor(fd)));
    }

    /** Returns the fd of an open channel of the JDK, which stays the channel's: valid while nobody closes that. */
    public int fd(SelectableChannel channel) {
        try {
            return (int) descriptorNumber.invoke(channel);
        } catch (ReflectiveOperationException | IllegalArgumentException foreign) {
            throw new IllegalArgumentException(channel + " is no channel of the JDK", foreign);
        }
    }

    private synchronized <T> T open(int fd, Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException e) {
            kernel.close(fd);
            throw e;
        } catch (InvocationTargetException e) {
            kernel.close(fd);
            throw new IOException("open fd " + fd + " as a channel", e.getCause());
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("made accessible when it was looked up", impossible);
        }
    }

    private FileDescriptor descriptor(int fd) throws ReflectiveOperationException {
        return (FileDescriptor) newFileDescriptor.invoke(null, fd);
    }

    /** Returns the family of the address that was asked for last. */
    private ProtocolFamily family() {
        return switch (address.family()) {
            case SocketType.AF_INET -> StandardProtocolFamily.INET;
            case SocketType.AF_INET6 -> StandardProtocolFamily.INET6;
            default -> StandardProtocolFamily.UNIX;
        };
    }

    private SocketAddress peer(int fd) throws IOException {
        int result = kernel.peerAddress(fd, address);
        if (result < 0) {
            throw new IOException("ask fd " + fd + " for its peer: " + Errno.describe(result));
        }
        if (address.isInternet()) {
            return address.toInetSocketAddress();
        }
        // what the JDK itself shows for a peer that is not bound; it cannot show an abstract name
        return UnixDomainSocketAddress.of(address.path().startsWith("@") ? "" : address.path());
    }

    private static Constructor<?> constructor(String type, Class<?>... parameters) throws ReflectiveOperationException {
        Class<?>[] all = new Class<?>[parameters.length + 1];
        all[0] = SelectorProvider.class;
        System.arraycopy(parameters, 0, all, 1, parameters.length);
        Constructor<?> constructor = Class.forName("sun.nio.ch." + type).getDeclaredConstructor(all);
        constructor.setAccessible(true);
        return constructor;
    }

    /** One way to make a channel. */
    private interface Opening<T> {
        T open() throws IOException, ReflectiveOperationException;
    }
}
