package org.usher.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.usher.loop.RecordedEvents;
import org.usher.poll.DeadlineQueue.Deadline;

class DeadlineQueueTest {
    private long nowNanos = 1_000;
    private final DeadlineQueue queue = new DeadlineQueue(
            Duration.ofNanos(100), () -> nowNanos, new Failures(new RecordedEvents(new LinkedBlockingQueue<>())));
    private final List<String> ran = new ArrayList<>();

    @Test
    void whatIsDueRunsOnceAndInTheOrderInWhichItWasAdded() {
        queue.add(() -> ran.add("first"));
        nowNanos += 50;
        queue.add(() -> ran.add("second"));
        nowNanos += 50;
        queue.runDue();
        assertEquals(List.of("first"), ran);
        nowNanos += 50;
        queue.runDue();
        queue.runDue();
        assertEquals(List.of("first", "second"), ran);
        assertTrue(queue.isEmpty());
    }

    @Test
    void aCancelledDeadlineNeverRunsAndCancellingTwiceIsHarmless() {
        Deadline cancelled = queue.add(() -> ran.add("cancelled"));
        queue.add(() -> ran.add("kept"));
        cancelled.cancel();
        cancelled.cancel();
        assertEquals(1, queue.size());
        nowNanos += 100;
        queue.runDue();
        assertEquals(List.of("kept"), ran);
    }

    @Test
    void theNextDeadlineIsNeverInThePast() {
        assertEquals(Long.MAX_VALUE, queue.untilNextNanos());
        queue.add(() -> {});
        nowNanos += 30;
        assertEquals(70, queue.untilNextNanos());
        nowNanos += 300;
        assertEquals(0, queue.untilNextNanos());
    }

    @Test
    void whatRunsMayAddAndCancelDeadlines() {
        List<Deadline> later = new ArrayList<>();
        queue.add(() -> {
            later.get(0).cancel();
            queue.add(() -> ran.add("added"));
        });
        later.add(queue.add(() -> ran.add("cancelled by the first")));
        nowNanos += 100;
        queue.runDue();
        assertEquals(List.of(), ran);
        nowNanos += 100;
        queue.runDue();
        assertEquals(List.of("added"), ran);
    }

    @Test
    void aClockThatWrapsAroundIsNoProblem() {
        nowNanos = Long.MAX_VALUE - 10;
        queue.add(() -> ran.add("due"));
        nowNanos += 50;
        queue.runDue();
        assertEquals(List.of(), ran);
        nowNanos += 50;
        queue.runDue();
        assertEquals(List.of("due"), ran);
    }
}
