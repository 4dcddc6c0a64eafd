package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.fuzz.Corpus;
import org.usher.handoff.DecodedMessage.Complete;

/** What holds for the header of any message. */
public final class HandoffFuzzTest {
    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] octets) {
        ByteBuffer message = ByteBuffer.wrap(octets.clone());
        DecodedMessage decoded = HandoffDecoder.decode(message);
        assertEquals(octets.length, message.limit());
        assertEquals(ByteBuffer.wrap(octets), message.duplicate().rewind(), "the message is changed");
        if (!(decoded instanceof Complete complete)) {
            assertEquals(0, message.position());
            return;
        }
        int end = message.position();
        assertTrue(message.remaining() <= HandoffHeader.UNREAD_SIZE_MAX);
        // Nothing before the end is enough, and nothing after it counts.
        ByteBuffer cut = ByteBuffer.wrap(octets, 0, end - 1).slice();
        assertTrue(HandoffDecoder.decode(cut) instanceof DecodedMessage.Malformed);
        ByteBuffer alone = ByteBuffer.wrap(octets, 0, end).slice();
        assertEquals(complete, HandoffDecoder.decode(alone));
        writtenAnewItIsTheSame(complete.header());
    }

    /** Whatever is understood can be said in the one way in which we say it. */
    private static void writtenAnewItIsTheSame(HandoffHeader header) {
        ByteBuffer written = ByteBuffer.allocate(2 * HandoffHeader.MESSAGE_SIZE_MAX);
        HandoffEncoder.encode(written, header);
        assertEquals(new Complete(header), HandoffDecoder.decode(written.flip()));
    }

    @Test
    void holdsForAllVectorsAndTheCorpus() {
        List.of("message", "malformed").forEach(kind -> Vector.names(kind)
                .forEach(name -> fuzzerTestOneInput(Vector.read(name).octets())));
        Corpus.of(HandoffFuzzTest.class).forEach(HandoffFuzzTest::fuzzerTestOneInput);
    }
}
