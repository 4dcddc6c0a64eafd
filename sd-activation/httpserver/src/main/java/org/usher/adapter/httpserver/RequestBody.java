package org.usher.adapter.httpserver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.usher.handoff.RequestReader;

/** The content of one request. */
final class RequestBody extends InputStream {
    private final RequestReader requests;

    RequestBody(RequestReader requests) {
        this.requests = requests;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return length == 0 ? 0 : requests.readContent(ByteBuffer.wrap(into, offset, length));
    }
}
