package org.usher.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.usher.conformance.Reply.Kind;

/**
 * Requests on one connection, the first of them the app's. A further one is answered as on a connection of its own, or by
 * 421 and the end, or by the end alone.
 *
 * @param rule the rule that this is about
 */
record Sequence(String probe, int rule, Manner manner, List<Usual> requests) {
    /** How requests are sent. */
    enum Manner {
        /** Each when what came before it is answered. */
        IN_TURN,
        /** The same, each in a few packets. */
        IN_PIECES,
        /** All at once. */
        PIPELINED,
        /** All at once, and then the end of the client's side. */
        HALF_CLOSED
    }

    /** Rules of PROTOCOL.md. */
    static final int FIRST = 6;

    static final int NOT_MINE = 13;
    static final int CLOSED = 17;
    static final int UNREAD = 19;

    private static final int PIECES = 3;
    private static final long PAUSE_MILLIS = 50;

    /** Sends them on a fresh connection and judges what comes. */
    Finding on(Exchange exchange) {
        List<Reply> came = new ArrayList<>();
        int broken = 0;
        for (Usual usual : requests) {
            send(came.size(), exchange);
            Reply reply = exchange.receive(usual.request());
            broken = broken(usual, reply, came);
            came.add(reply);
            if (broken != 0 || reply.kind() == Kind.END) {
                break;
            }
        }
        return Finding.of(
                probe,
                broken == 0,
                broken == 0 ? rule : broken,
                manner.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + listed(requests, Usual::request),
                listed(requests, usual -> usual.reply().isAnswer() ? usual.reply() : "an answer")
                        + (requests.size() == 1 ? "" : " (or, after the first, 421 or the end)"),
                listed(came, reply -> reply));
    }

    private static <T> String listed(List<T> things, Function<T, Object> part) {
        return things.stream().map(part).map(Object::toString).collect(Collectors.joining(", "));
    }

    /** Sends what is to be sent when so many answers have come. */
    private void send(int answers, Exchange exchange) {
        String next = requests.get(answers).request().first();
        if (manner == Manner.IN_TURN) {
            exchange.send(next);
        } else if (manner == Manner.IN_PIECES) {
            for (int i = 0; i < PIECES; i++) {
                exchange.send(next.substring(next.length() * i / PIECES, next.length() * (i + 1) / PIECES));
                Conformance.pause(PAUSE_MILLIS);
            }
        } else if (answers == 0) {
            exchange.send(
                    requests.stream().map(usual -> usual.request().first()).collect(Collectors.joining()));
        }
        if (manner == Manner.HALF_CLOSED) {
            exchange.endOutput();
        }
    }

    /** The rule that is broken if {@code reply} comes after {@code replies}; 0 if none. */
    private int broken(Usual usual, Reply reply, List<Reply> replies) {
        if (replies.isEmpty()) {
            return reply.isLike(usual.reply()) ? 0 : requests.size() == 1 ? rule : FIRST;
        }
        Reply before = replies.get(replies.size() - 1);
        boolean fits = reply.isLike(usual.reply()) || (reply.line().startsWith("421") && reply.closes());
        if (reply.kind() == Kind.END || (fits && !before.closes())) {
            return 0;
        }
        if (before.closes() && reply.isAnswer()) {
            return CLOSED;
        }
        if (reply.isRefusal() && !reply.continued()) {
            return UNREAD; // usher has not seen the request that was sent
        }
        boolean lost = rule == UNREAD && !reply.isAnswer();
        return usual.isBeside(requests.get(0)) || lost || reply.continued() ? rule : NOT_MINE;
    }
}
