package org.usher.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.usher.handoff.AddressBlock;
import org.usher.posix.Kernel;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.TcpPair;

class PerSourceTest {
    private final PerSource sources = new PerSource();

    @Test
    void aSourceHasNoMoreThanItsShareAndGetsItBack() {
        assertTrue(sources.tryAdd(1, 2));
        assertTrue(sources.tryAdd(1, 2));
        assertFalse(sources.tryAdd(1, 2));
        assertTrue(sources.tryAdd(2, 2));
        sources.remove(1);
        assertTrue(sources.tryAdd(1, 2));
        assertFalse(sources.tryAdd(1, 2));
    }

    @Test
    void anIpv4ClientIsItsAddress() {
        Kernel kernel = Kernel.linux();
        try (TcpPair pair = TcpPair.connect(kernel)) {
            SocketAddressBuffer client = new SocketAddressBuffer();
            kernel.peerAddress(pair.server(), client);
            assertEquals(0x7f000001L, AddressBlock.of(client, client).clientNetwork());
        }
    }
}
