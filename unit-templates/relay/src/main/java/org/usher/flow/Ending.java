package org.usher.flow;

/** The end of a client's connection in order: the last octets, that no more will come, and a little listening. */
public final class Ending {
    /** Octets of a client that are dropped after the last answer, so that no reset overtakes it. */
    private static final int LINGER_OCTETS = 256 * 1024;

    private final Side client;
    private final Scratch scratch;
    private int dropped;

    /** The end of {@code client}, which is still to come. */
    public Ending(Side client, Scratch scratch) {
        this.client = client;
        this.scratch = scratch;
    }

    /** Sends a last answer, as far as there is room: it is short. */
    public void send(byte[] answer) {
        scratch.out.bytes().put(0, answer);
        client.send(scratch.out, 0, answer.length);
    }

    /** Drops what has come; returns whether the client has ended as well, or has sent too much. */
    public boolean drain() {
        int count;
        do {
            count = client.peek(scratch.in);
            client.skip(count, scratch.out);
            dropped += count;
        } while (count > 0 && client.hasMore() && dropped <= LINGER_OCTETS);
        return client.isAtEnd() || client.hasFailed() || dropped > LINGER_OCTETS;
    }
}
