package org.usher.varlink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.control.UnixPair;

/** Over real unix sockets: one end is ours, the other says what the test says. */
class MessageStreamTest {
    private static final int SIZE_MAX = 16;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    private UnixPair sockets;
    private SocketChannel other;

    @BeforeEach
    void connect() throws IOException {
        sockets = new UnixPair();
        other = sockets.connect();
    }

    @AfterEach
    void close() throws IOException {
        other.close();
        sockets.close();
    }

    private MessageStream stream(Duration patience) throws IOException {
        return new MessageStream(sockets.listener().accept(), SIZE_MAX, patience);
    }

    private void say(String text) throws IOException {
        other.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    @Test
    void messagesEndAtNulHoweverTheyArrive() throws IOException {
        try (MessageStream stream = stream(LONG)) {
            say("{\"a\":1}\0{\"b\"");
            assertArrayEquals("{\"a\":1}".getBytes(UTF_8), stream.read());
            say(":2}\0\0");
            assertArrayEquals("{\"b\":2}".getBytes(UTF_8), stream.read());
            assertArrayEquals(new byte[0], stream.read());
        }
    }

    @Test
    void endBetweenTwoMessagesIsNoMessage() throws IOException {
        try (MessageStream stream = stream(LONG)) {
            say("{}\0");
            other.close();
            assertNotNull(stream.read());
            assertNull(stream.read());
        }
    }

    @Test
    void endInTheMiddleOfAMessageIsAnError() throws IOException {
        try (MessageStream stream = stream(LONG)) {
            say("{\"a\"");
            other.close();
            assertThrows(EOFException.class, stream::read);
        }
    }

    @Test
    void longestMessageIsReadAndOneOctetMoreIsNot() throws IOException {
        try (MessageStream stream = stream(LONG)) {
            say("x".repeat(SIZE_MAX) + "\0" + "x".repeat(SIZE_MAX + 1));
            assertEquals(SIZE_MAX, length(stream.read()));
            assertTrue(
                    assertThrows(IOException.class, stream::read).getMessage().contains("longer than 16 octets"));
        }
    }

    private static int length(byte @Nullable [] message) {
        return message == null ? -1 : message.length;
    }

    @Test
    void whoSaysNothingIsLeftAfterTheDeadline() throws IOException {
        try (MessageStream stream = stream(SHORT)) {
            assertThrows(SocketTimeoutException.class, stream::read);
        }
    }

    @Test
    void whoNeverStopsGetsNoMoreTime() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread babble = new Thread(() -> {
            try {
                while (!enough.get()) {
                    say("x");
                }
            } catch (IOException ignored) { // the other side has had enough
                return;
            }
        });
        SocketChannel ours = sockets.listener().accept();
        try (MessageStream stream = new MessageStream(ours, Integer.MAX_VALUE, SHORT)) {
            babble.start();
            assertThrows(SocketTimeoutException.class, stream::read);
        }
        enough.set(true);
        babble.join();
    }

    @Test
    void answerEndsWithNul() throws IOException {
        try (MessageStream stream = stream(LONG)) {
            try (OutputStream out = stream.write()) {
                out.write("{\"a\":".getBytes(UTF_8));
                out.write('1');
                out.write("}".getBytes(UTF_8));
            }
            ByteBuffer read = ByteBuffer.allocate(64);
            other.read(read);
            assertEquals("{\"a\":1}\0", new String(read.array(), 0, read.position(), UTF_8));
        }
    }

    @Test
    void whoDoesNotReadIsLeftAfterTheDeadline() throws IOException {
        try (MessageStream stream = stream(SHORT)) {
            byte[] more = new byte[1 << 22];
            OutputStream out = stream.write();
            assertThrows(SocketTimeoutException.class, () -> out.write(more));
        }
    }

    @Test
    void closingLeavesNeitherChannelNorSelector() throws IOException {
        SocketChannel ours = sockets.listener().accept();
        MessageStream stream = new MessageStream(ours, SIZE_MAX, LONG);
        assertTrue(ours.isOpen());
        stream.close();
        assertFalse(ours.isOpen());
        assertEquals(-1, other.read(ByteBuffer.allocate(1)));
    }
}
