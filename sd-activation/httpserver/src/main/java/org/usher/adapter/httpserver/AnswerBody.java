package org.usher.adapter.httpserver;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The content of one answer, behind its head, in the framing that the head names. Closing it ends the exchange. */
final class AnswerBody extends OutputStream {
    static final long CHUNKED = -1;
    static final long UNTIL_CLOSE = -2;
    private static final int BUFFER_OCTETS = 8 * 1024;

    private final ServedConnection connection;
    private final OutputStream output;
    private final boolean closes;
    private long left;
    private boolean ended;
    private volatile boolean letGo;

    AnswerBody(ServedConnection connection, OutputStream output, byte[] head, boolean closes) throws IOException {
        this.connection = connection;
        this.output = new BufferedOutputStream(output, BUFFER_OCTETS);
        this.closes = closes;
        this.output.write(head);
    }

    /** Expects {@code length} octets, {@link #CHUNKED} or {@link #UNTIL_CLOSE}; without any, the exchange ends. */
    void begin(long length) throws IOException {
        left = length;
        if (length == 0) {
            close();
        }
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        if (ended || (left >= 0 && length > left)) {
            throw new IOException("more octets than the answer has");
        }
        if (left == CHUNKED && length > 0) {
            output.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            output.write(octets, offset, length);
            output.write('\r');
            output.write('\n');
        } else {
            output.write(octets, offset, length);
            left -= left > 0 ? length : 0;
        }
    }

    @Override
    public void flush() throws IOException {
        output.flush();
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        if (left > 0) {
            connection.close();
            throw new IOException("insufficient bytes written");
        }
        if (left == CHUNKED) {
            output.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        output.flush();
        connection.answered(closes);
        letGo = true;
    }

    /** Returns whether the answer is complete and the connection has been let go of. */
    boolean hasLetGo() {
        return letGo;
    }
}
