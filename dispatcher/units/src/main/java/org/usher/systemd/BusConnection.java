package org.usher.systemd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.usher.posix.Kernel;
import org.usher.text.Printable;

/**
 * A connection to a message bus, used by one thread at a time. After an {@link IOException} nothing is left to be done
 * with it but {@link #close}.
 */
final class BusConnection implements Closeable {
    /** Calls without an answer yet: dbus-daemon refuses more than 128 of them with LimitsExceeded. */
    static final int OUTSTANDING_MAX = 100;

    /** Messages that are heard before something is done about them, however fast they come. */
    private static final int TOGETHER_MAX = 1000;

    /** Lines of the authentication are shorter than this. */
    private static final int AUTH_LINE_MAX = 512;

    /** The name of the bus itself, as the receiver of calls and the sender of signals. */
    static final String BUS = "org.freedesktop.DBus";

    private final DeadlineChannel channel;
    /** Hears each signal when it is read: while a call waits, too. Anybody on the bus can send one. */
    private final Consumer<Message> signals;

    private int lastSerial;

    private BusConnection(DeadlineChannel channel, Consumer<Message> signals) {
        this.channel = channel;
        this.signals = signals;
    }

    /**
     * Connects and says hello; the caller closes what is returned.
     *
     * @param silenceMax how long the bus may say nothing while we wait for it
     * @throws IOException whose message completes a sentence that begins with the name of the bus
     */
    static BusConnection open(Kernel kernel, Path socket, Duration silenceMax, Consumer<Message> signals)
            throws IOException {
        BusConnection connection = new BusConnection(new DeadlineChannel(kernel, silenceMax), signals);
        try {
            connection.channel.connect(socket);
            connection.authenticate();
            connection.call(Call.of(BUS, "/org/freedesktop/DBus", BUS, "Hello")).values("s", "Hello");
            return connection;
        } catch (IOException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    /**
     * SASL EXTERNAL without an identity: the bus asks the kernel who we are. All lines go at once, as sd-bus sends them;
     * the answers are {@code DATA} and {@code OK}.
     */
    private void authenticate() throws IOException {
        channel.write("\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n".getBytes(StandardCharsets.US_ASCII));
        for (String expected : List.of("DATA", "OK ")) {
            String line = authLine();
            if (!line.startsWith(expected)) {
                throw new IOException("it does not let us in: " + Printable.of(line));
            }
        }
    }

    private String authLine() throws IOException {
        StringBuilder line = new StringBuilder();
        byte[] octet = new byte[1];
        do {
            channel.read(octet, 0);
            line.append((char) (octet[0] & 0xff));
        } while (octet[0] != '\n' && line.length() < AUTH_LINE_MAX);
        return line.toString().strip();
    }

    Message call(Call call) throws IOException {
        return callAll(List.of(call)).get(0);
    }

    /** Sends all calls without waiting for each, and returns the replies in the order of the calls. */
    List<Message> callAll(List<Call> calls) throws IOException {
        Message[] replies = new Message[calls.size()];
        int firstSerial = lastSerial + 1;
        int sent = 0;
        for (int received = 0; received < replies.length; ) {
            if (sent - received <= OUTSTANDING_MAX / 2) {
                int upTo = Math.min(replies.length, received + OUTSTANDING_MAX);
                send(calls.subList(sent, upTo));
                sent = upTo;
            }
            Message message = next();
            int index = message.replySerial() - firstSerial;
            if (Message.isReply(message.type()) && index >= 0 && index < sent && replies[index] == null) {
                replies[index] = message;
                received++;
            } else {
                hear(message);
            }
        }
        return Arrays.asList(replies);
    }

    private void send(List<Call> calls) throws IOException {
        MessageWriter batch = new MessageWriter();
        for (Call call : calls) {
            batch.raw(call.encode(++lastSerial));
        }
        channel.write(batch.toByteArray());
    }

    /** Waits for messages, and has all that have come heard; false if none comes within the time. */
    boolean awaitSignals(Duration atMost) throws IOException {
        if (!channel.hasAhead(atMost)) {
            return false;
        }
        int heard = 0;
        do {
            hear(next());
            heard++;
        } while (heard < TOGETHER_MAX && channel.hasAhead(Duration.ZERO));
        return true;
    }

    private void hear(Message message) {
        if (message.type() == Message.SIGNAL) {
            signals.accept(message);
        }
    }

    /** Returns the next message that has a form; what has none, or is too long to mean us, is passed over. */
    private Message next() throws IOException {
        byte[] prologue = new byte[Message.PROLOGUE];
        while (true) {
            channel.read(prologue, 0);
            long length = Message.length(prologue);
            if (length > Message.UNASKED_MAX && !Message.isReply(prologue[1])) { // nobody asked for it
                skip(length - prologue.length);
                continue;
            }
            byte[] whole = Arrays.copyOf(prologue, (int) length);
            channel.read(whole, prologue.length);
            try {
                return Message.parse(whole);
            } catch (MalformedMessageException ignored) { // its length was right: the next one can be read
            }
        }
    }

    private void skip(long octets) throws IOException {
        for (long left = octets; left > 0; ) {
            byte[] piece = new byte[(int) Math.min(left, 8192)];
            channel.read(piece, 0);
            left -= piece.length;
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
