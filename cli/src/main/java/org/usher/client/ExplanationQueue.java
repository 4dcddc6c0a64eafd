package org.usher.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.usher.report.Explanation;
import org.usher.report.Question;

/**
 * Questions on their way to a dispatcher, over one connection, and the explanations on their way back, in the same order.
 * A few questions are sent ahead; no more than the socket's buffers hold, so that neither side ever waits for the other
 * to read first. For one thread.
 */
final class ExplanationQueue implements Explanations {
    private static final String METHOD = "Explain";

    private static final int AHEAD_MAX = 64;
    /** A tenth of what a unix socket holds (unix(7), net.core.wmem_default). */
    private static final int AHEAD_OCTETS_MAX = 16 << 10;
    /** The dispatcher closes a connection that is silent for 5 s: one that was silent for this long is not used again. */
    private static final long SILENCE_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    private final Path socket;
    private final Deque<Integer> ahead = new ArrayDeque<>();
    private int aheadOctets;
    private @Nullable Dialogue dialogue;
    private long usedNanos;

    ExplanationQueue(Path socket) {
        this.socket = socket;
    }

    @Override
    public boolean isFull() {
        return ahead.size() >= AHEAD_MAX || aheadOctets >= AHEAD_OCTETS_MAX;
    }

    @Override
    public void ask(Question question) {
        connected().send(METHOD, question);
        ahead.add(question.target().length());
        aheadOctets += question.target().length();
        usedNanos = System.nanoTime();
    }

    @Override
    public Explanation take() {
        Dialogue asked = connected();
        aheadOctets -= ahead.remove();
        JsonNode answer = asked.receive(METHOD);
        usedNanos = System.nanoTime();
        return RemoteInspection.read(socket, METHOD, answer.path("explanation"), "explanation", Explanation.class);
    }

    private Dialogue connected() {
        Dialogue open = dialogue;
        boolean stale = ahead.isEmpty() && System.nanoTime() - usedNanos > SILENCE_NANOS_MAX;
        if (open == null || stale) {
            close();
            open = Dialogue.open(socket);
            dialogue = open;
        }
        return open;
    }

    @Override
    public void close() {
        Dialogue open = dialogue;
        dialogue = null;
        if (open != null) {
            open.close();
        }
    }
}
