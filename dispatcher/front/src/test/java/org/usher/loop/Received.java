package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.usher.handoff.DecodedMessage;
import org.usher.handoff.HandoffDecoder;
import org.usher.handoff.HandoffHeader;
import org.usher.posix.FdMessage;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;

/** A connection as an app has received it. The test closes its fd. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Received(Kernel kernel, int fd, HandoffHeader header, byte[] headerOctets, String unread) {

    static Received of(Kernel kernel, FdMessage message) {
        assertEquals(1, message.fdCount());
        ByteBuffer payload = message.payload().limit(message.length());
        DecodedMessage decoded = HandoffDecoder.decode(payload);
        HandoffHeader header = ((DecodedMessage.Complete) decoded).header();
        byte[] octets = new byte[payload.position()];
        payload.get(0, octets);
        byte[] unread = new byte[payload.remaining()];
        payload.get(unread);
        return new Received(kernel, message.fd(0), header, octets, new String(unread, StandardCharsets.ISO_8859_1));
    }

    /** Returns what is in the socket now, and takes it out. */
    String readNow() {
        NativeMemory memory = NativeMemory.allocate(65_536);
        int count = kernel.receive(fd, memory, 0, memory.size());
        byte[] octets = new byte[Math.max(count, 0)];
        memory.copyTo(octets, 0, octets.length);
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** Writes to the client; returns how many octets of {@code response} the socket has taken. */
    int answer(String response) {
        byte[] octets = response.getBytes(StandardCharsets.ISO_8859_1);
        NativeMemory memory = NativeMemory.allocate(octets.length);
        memory.bytes().put(octets);
        return LoopFixture.must(kernel.send(fd, memory, 0, octets.length));
    }

    void answerAndClose(String response) {
        answer(response);
        kernel.close(fd);
    }

    void close() {
        kernel.close(fd);
    }
}
