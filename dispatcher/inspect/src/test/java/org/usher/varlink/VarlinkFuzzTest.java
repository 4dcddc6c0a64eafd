package org.usher.varlink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.usher.control.UnixPair;
import org.usher.fuzz.Corpus;

/** What holds for a Varlink client that sends any octets. */
public final class VarlinkFuzzTest {
    private static final int SIZE_MAX = 256;
    private static final int SENT_MAX = 4096; // Fits the socket's buffer.
    private static final Duration LONG = Duration.ofSeconds(20);

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] octets) throws IOException {
        byte[] sent = Arrays.copyOf(octets, Math.min(octets.length, SENT_MAX));
        try (UnixPair sockets = new UnixPair();
                SocketChannel client = sockets.connect();
                MessageStream stream = new MessageStream(sockets.listener().accept(), SIZE_MAX, LONG)) {
            client.write(ByteBuffer.wrap(sent));
            client.shutdownOutput();
            readAll(stream, sent);
        }
    }

    /** Each message is what stands before the next NUL; what follows the last one, or is too long, is an error. */
    private static void readAll(MessageStream stream, byte[] sent) throws IOException {
        int from = 0;
        for (int at = 0; at < sent.length; at++) {
            if (at - from == SIZE_MAX && sent[at] != 0) {
                IOException tooLong = assertThrows(IOException.class, stream::read);
                assertEquals("a message is longer than " + SIZE_MAX + " octets", tooLong.getMessage());
                return;
            }
            if (sent[at] == 0) {
                byte[] message = Arrays.copyOfRange(sent, from, at);
                assertArrayEquals(message, stream.read());
                read(message);
                from = at + 1;
            }
        }
        if (from < sent.length) {
            assertThrows(EOFException.class, stream::read);
        } else {
            assertNull(stream.read());
        }
    }

    private static void read(byte[] message) {
        try {
            VarlinkCall call = VarlinkCall.read(message);
            assertEquals(call, new VarlinkCall(call.method(), call.parameters(), call.oneway(), call.upgrade()));
            assertEquals(call.method().contains("."), call.method().startsWith(call.interfaceName() + "."));
        } catch (IOException refused) {
            assertFalse(String.valueOf(refused.getMessage()).isBlank());
        }
    }

    @Test
    void holdsForTheCorpus() {
        Corpus.of(VarlinkFuzzTest.class).forEach(octets -> {
            try {
                fuzzerTestOneInput(octets);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
