package org.usher.loop;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.usher.connection.History;
import org.usher.park.ParkedMessage;
import org.usher.posix.FdMessage;

/** The test's hand in the parking place, while no loop runs. */
final class ParkedMessages {
    private final LoopFixture fixture;
    private final List<Integer> fds = new ArrayList<>();

    ParkedMessages(LoopFixture fixture) {
        this.fixture = fixture;
    }

    /** Leaves a message of connections that wait for us. */
    void leave(List<History> entries, int... fds) {
        ByteBuffer payload = ByteBuffer.allocate(ParkedMessage.SIZE_MAX);
        ParkedMessage.begin(payload);
        entries.forEach(entry -> assertTrue(ParkedMessage.add(payload, entry)));
        send(payload, fds);
    }

    private void send(ByteBuffer payload, int... fds) {
        byte[] octets = new byte[payload.flip().remaining()];
        payload.get(octets);
        LoopFixture.must(fixture.send("park", octets, fds));
    }

    /** Takes out the one message that is there, of so many fds, and closes these. */
    List<History> take(int fdCount) {
        List<History> entries = takeWithFds(fdCount);
        fds.forEach(fixture.kernel::close);
        return entries;
    }

    /** Takes out the one message that is there; its fds become the caller's. */
    List<History> takeWithFds(int fdCount) {
        FdMessage message = FdMessage.toReceive(ParkedMessage.SIZE_MAX, FdMessage.FDS_MAX);
        int length = LoopFixture.must(fixture.kernel.receiveMessage(fixture.parkSocket, message));
        assertEquals(fdCount, message.fdCount());
        fds.clear();
        for (int i = 0; i < fdCount; i++) {
            fds.add(message.fd(i));
        }
        return requireNonNull(ParkedMessage.read(message.payload().limit(length)));
    }

    /** Returns the fd number {@code index}, from 0, of the message that was taken out last. */
    int fd(int index) {
        return fds.get(index);
    }
}
