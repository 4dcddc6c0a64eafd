package org.usher.posix;

import java.nio.charset.StandardCharsets;

/** A TCP connection over loopback, both ends in raw fds, and the listener it came through. The test closes it. */
public record TcpPair(Kernel kernel, int listener, int client, int server) implements AutoCloseable {

    public static TcpPair connect(Kernel kernel) {
        int listener = must(kernel.socket(SocketType.AF_INET, SocketType.SOCK_STREAM));
        must(kernel.listen(listener, 8)); // binds a free port of every address
        SocketAddressBuffer address = new SocketAddressBuffer();
        must(kernel.localAddress(listener, address));
        int client = must(kernel.socket(SocketType.AF_INET, SocketType.SOCK_STREAM));
        must(kernel.connect(client, address));
        int server = must(kernel.accept(listener, new SocketAddressBuffer())); // waits for the end of the handshake
        must(kernel.fcntl(listener, Fcntl.F_SETFL, Fcntl.O_NONBLOCK));
        return new TcpPair(kernel, listener, client, server);
    }

    public void clientSends(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        NativeMemory memory = NativeMemory.allocate(octets.length);
        memory.bytes().put(octets);
        must(kernel.send(client, memory, 0, octets.length));
    }

    @Override
    public void close() {
        kernel.close(server);
        kernel.close(client);
        kernel.close(listener);
    }

    private static int must(int result) {
        if (result < 0) {
            throw new AssertionError(Errno.describe(result));
        }
        return result;
    }
}
