package org.usher.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.usher.refusal.Refusal;
import org.usher.unit.Problem;

class JournalTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Counters counters = new Counters();
    private long nowNanos;
    private final Journal journal =
            new Journal(new PrintStream(out, true, StandardCharsets.UTF_8), counters, () -> nowNanos);

    @Test
    void aRefusalIsOneLineWithClientStatusAndReason() {
        journal.refused(Refusal.UNKNOWN_PATH, null, "No app has claimed this path.", () -> "192.0.2.1:4711");
        assertEquals(List.of("<6>refused 192.0.2.1:4711 404 UnknownPath: No app has claimed this path."), lines());
    }

    @Test
    void octetsOfTheNetworkCannotBeginALineOfTheirOwn() {
        journal.refused(Refusal.BAD_HOST, null, "a\n<0>forged\u001b[31m", () -> "c");
        assertEquals(List.of("<6>refused c 400 BadHost: a\\x0a<0>forged\\x1b[31m"), lines());
    }

    @Test
    void aFloodOfOneReasonIsCountedAndNotWritten() {
        for (int i = 0; i < 1_000; i++) {
            journal.refused(Refusal.BAD_REQUEST, null, "", () -> "c");
        }
        journal.refused(Refusal.UNKNOWN_HOST, null, "", () -> "c");
        assertEquals(11, lines().size());
        assertEquals(1_000, counters.refused(Refusal.BAD_REQUEST));

        nowNanos += TimeUnit.SECONDS.toNanos(1);
        journal.refused(Refusal.BAD_REQUEST, null, "", () -> "c");
        assertEquals("<6>refused c 400 BadRequest (and 990 like it that were not logged)", lines().get(11));
    }

    @Test
    void parkedConnectionsAreALineAndLostOnesAWarning() {
        journal.parked(1, 0, "");
        journal.takenUp(8_192, 0, "");
        journal.parked(500, 100, "would block (EAGAIN)");
        assertEquals(
                List.of(
                        "<6>parked 1 open connection for the next dispatcher",
                        "<6>took up 8192 open connections of the dispatcher before",
                        "<4>parked 500 open connections for the next dispatcher and closed 100: would block (EAGAIN)"),
                lines());
    }

    @Test
    void whatWasHandedBackInVainIsAWarningWithTheUid() {
        journal.badReturn("not a TCP socket", 1000);
        assertEquals(List.of("<4>closed what uid 1000 handed back: not a TCP socket"), lines());
        assertEquals(1, counters.badReturns());
    }

    @Test
    void aProblemNamesFileLineAndRemedy() {
        journal.found(new Problem(
                "bad-prefix",
                Problem.Severity.ERROR,
                "wiki.socket",
                Path.of("/etc/wiki.conf"),
                3,
                "Prefix=wiki is no prefix.",
                "Write /wiki/."));
        assertEquals(List.of("<3>/etc/wiki.conf:3: Prefix=wiki is no prefix. [bad-prefix] Write /wiki/."), lines());
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
