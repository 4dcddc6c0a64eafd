package org.usher.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.TcpPair;

class SourcesTest {
    private final Sources sources = new Sources(2);

    @Test
    void aSourceHasNoMoreThanItsShareAndGetsItBack() {
        assertTrue(sources.tryAdd(1));
        assertTrue(sources.tryAdd(1));
        assertFalse(sources.tryAdd(1));
        assertTrue(sources.tryAdd(2));
        sources.remove(1);
        assertTrue(sources.tryAdd(1));
        assertFalse(sources.tryAdd(1));
    }

    @Test
    void anIpv4ClientIsItsAddress() {
        Kernel kernel = Kernel.linux();
        try (TcpPair pair = TcpPair.connect(kernel)) {
            SocketAddressBuffer client = new SocketAddressBuffer();
            kernel.peerAddress(pair.server(), client);
            assertEquals(0x7f000001L, sources.of(client));
        }
    }
}
