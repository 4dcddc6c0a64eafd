package org.usher.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.usher.posix.Kernel;

@Timeout(20)
final class BusConnectionTest {
    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final Duration IMPATIENT = Duration.ofMillis(50);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    @ParameterizedTest
    @CsvSource({"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void repliesComeInTheOrderOfTheCallsWhateverTheirOwn(String order) throws IOException {
        FakeBus.Script backwards = peer -> {
            peer.order = order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            peer.welcome();
            List<FakeBus.Received> calls = List.of(peer.next(), peer.next(), peer.next());
            for (int i = 2; i >= 0; i--) {
                peer.reply(
                        calls.get(i), "s", "to " + calls.get(i).message().body().string());
            }
        };
        try (FakeBus bus = new FakeBus(socket(), backwards);
                BusConnection connection = open(PATIENT)) {
            List<String> seen = new ArrayList<>();
            for (Message reply : connection.callAll(List.of(echo("a"), echo("b"), echo("c")))) {
                seen.add(reply.values("s", "Echo").string());
            }
            assertEquals(List.of("to a", "to b", "to c"), seen);
            assertNotNull(bus);
        }
    }

    private final List<String> heard = new ArrayList<>();

    @Test
    void noMoreThanAHundredCallsAreOutstanding() throws IOException {
        FakeBus.Script counting = peer -> {
            peer.welcome();
            List<FakeBus.Received> waiting = new ArrayList<>();
            for (int seen = 0; seen < 250; seen++) {
                waiting.add(peer.next());
                if (waiting.size() == BusConnection.OUTSTANDING_MAX || seen == 249) {
                    assertFalse(peer.hasMore(), "more than the maximum was sent");
                    for (FakeBus.Received call : waiting.subList(0, waiting.size() / 2)) {
                        peer.reply(call, "");
                    }
                    waiting.subList(0, waiting.size() / 2).clear();
                }
            }
            for (FakeBus.Received call : waiting) {
                peer.reply(call, "");
            }
        };
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            calls.add(echo("x" + i));
        }
        try (FakeBus bus = new FakeBus(socket(), counting);
                BusConnection connection = open(PATIENT)) {
            assertEquals(250, connection.callAll(calls).size());
            assertNotNull(bus);
        }
    }

    @Test
    void anErrorIsAValueWithItsName() throws IOException {
        FakeBus.Script refusing = peer -> {
            peer.welcome();
            peer.error(peer.next(), "org.example.No", "not today");
        };
        try (FakeBus bus = new FakeBus(socket(), refusing);
                BusConnection connection = open(PATIENT)) {
            Message reply = connection.call(echo("a"));
            assertEquals("org.example.No", reply.field(Message.ERROR_NAME));
            IOException asked = assertThrows(IOException.class, () -> reply.values("s", "Echo"));
            assertEquals("Echo: not today (org.example.No)", asked.getMessage());
            assertNotNull(bus);
        }
    }

    @Test
    void aReplyOfAnotherTypeIsMalformed() throws IOException {
        FakeBus.Script wrong = peer -> {
            peer.welcome();
            peer.reply(peer.next(), "u", 1);
        };
        try (FakeBus bus = new FakeBus(socket(), wrong);
                BusConnection connection = open(PATIENT)) {
            Message reply = connection.call(echo("a"));
            assertEquals(Message.RETURN, reply.type());
            assertThrows(MalformedMessageException.class, () -> reply.values("s", "Echo"));
            assertNotNull(bus);
        }
    }

    @Test
    void aSignalIsHeardWhileACallWaitsAndWhileNothingElseDoes() throws IOException {
        FakeBus.Script chatty = peer -> {
            peer.welcome();
            FakeBus.Received call = peer.next();
            peer.send(WireMessage.signal(peer.order, "First", ""));
            peer.reply(call, "");
            peer.send(WireMessage.signal(peer.order, "Second", ""));
            peer.send(WireMessage.signal(peer.order, "Third", ""));
            peer.awaitClose();
        };
        try (FakeBus bus = new FakeBus(socket(), chatty)) {
            try (BusConnection connection = open(PATIENT)) {
                connection.call(echo("a"));
                assertEquals(List.of("First"), heard);
                while (heard.size() < 3) {
                    assertTrue(connection.awaitSignals(PATIENT));
                }
                assertEquals(List.of("First", "Second", "Third"), heard);
                assertFalse(connection.awaitSignals(IMPATIENT));
            }
            assertNotNull(bus);
        }
    }

    @Test
    void aMessageMayComeOctetByOctet() throws IOException {
        FakeBus.Script slow = peer -> {
            peer.welcome();
            FakeBus.Received call = peer.next();
            for (byte octet : WireMessage.reply(peer.order, call.serial(), "s", "slow")) {
                peer.send(new byte[] {octet});
            }
        };
        try (FakeBus bus = new FakeBus(socket(), slow);
                BusConnection connection = open(PATIENT)) {
            assertEquals("slow", connection.call(echo("a")).values("s", "Echo").string());
            assertNotNull(bus);
        }
    }

    /** One row: what goes wrong, the script, how the message ends. */
    static List<Arguments> troubles() {
        FakeBus.Script silent = FakeBus.Peer::awaitClose;
        FakeBus.Script silentAfterHello = peer -> {
            peer.welcome();
            peer.awaitClose();
        };
        FakeBus.Script goneInACall = peer -> {
            peer.welcome();
            peer.next();
        };
        FakeBus.Script goneInAMessage = peer -> {
            peer.welcome();
            peer.send(new byte[] {'l', 2, 0, 1, 8, 0, 0, 0});
        };
        return List.of(
                Arguments.of("silent from the start", silent, "it said nothing for 50 ms"),
                Arguments.of("silent after Hello", silentAfterHello, "it said nothing for 50 ms"),
                Arguments.of("gone in the middle of a call", goneInACall, "it closed the connection"),
                Arguments.of("gone in the middle of a message", goneInAMessage, "it closed the connection"),
                Arguments.of("refuses", saying("REJECTED EXTERNAL\r\n"), "it does not let us in: REJECTED EXTERNAL"),
                Arguments.of("no bus", saying("x".repeat(600)), "it does not let us in: " + "x".repeat(197) + "..."),
                Arguments.of("garbage", afterHello(new byte[64]), "malformed message: byte order 0"),
                Arguments.of(
                        "other version", afterHello(head('l', 2, 2, 0, 0)), "malformed message: protocol version 2"),
                Arguments.of(
                        "too long",
                        afterHello(head('B', 2, 1, 0x7f, 0)),
                        "malformed message: it is 2130706448 octets long"));
    }

    private static FakeBus.Script saying(String text) {
        return peer -> {
            peer.send(text.getBytes(StandardCharsets.US_ASCII));
            peer.awaitClose();
        };
    }

    private static FakeBus.Script afterHello(byte[] octets) {
        return peer -> {
            peer.welcome();
            peer.send(octets);
            peer.awaitClose();
        };
    }

    private static byte[] head(char order, int kind, int version, int bodyHigh, int fields) {
        return new byte[] {
            (byte) order, (byte) kind, 0, (byte) version, (byte) bodyHigh, 0, 0, 0, 0, 0, 0, 1, (byte) fields, 0, 0, 0
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubles")
    void troubleEndsInOneSentence(String name, FakeBus.Script script, String ending) throws IOException {
        try (FakeBus bus = new FakeBus(socket(), script)) {
            IOException trouble = assertThrows(IOException.class, () -> {
                try (BusConnection connection = open(ending.endsWith("50 ms") ? IMPATIENT : PATIENT)) {
                    connection.call(echo("a"));
                }
            });
            assertTrue(String.valueOf(trouble.getMessage()).endsWith(ending), trouble.getMessage());
            assertNotNull(bus);
        }
    }

    @Test
    void aSocketWithoutAListenerIsNamed() {
        IOException trouble = assertThrows(IOException.class, () -> open(IMPATIENT));
        assertEquals("no such file (ENOENT)", trouble.getMessage());
    }

    private BusConnection open(Duration silenceMax) throws IOException {
        return BusConnection.open(
                Kernel.linux(), socket(), silenceMax, signal -> heard.add(signal.field(Message.MEMBER)));
    }

    private Path socket() {
        return directory.resolve("bus");
    }

    private static Call echo(String text) {
        return Call.of("x.Y", "/x", "x.Y", "Echo", text);
    }
}
