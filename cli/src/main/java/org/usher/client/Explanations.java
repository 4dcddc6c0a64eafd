package org.usher.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.usher.report.Explanation;
import org.usher.report.Question;

/** Questions that go in and explanations that come out in the same order, some later than others. For one thread. */
public interface Explanations extends AutoCloseable {

    /** Explanations that are made on the spot. */
    static Explanations of(Function<Question, Explanation> explaining) {
        Deque<Explanation> made = new ArrayDeque<>();
        return new Explanations() {
            @Override
            public boolean isFull() {
                return !made.isEmpty();
            }

            @Override
            public void ask(Question question) {
                made.add(explaining.apply(question));
            }

            @Override
            public Explanation take() {
                return made.remove();
            }

            @Override
            public void close() {}
        };
    }

    /** Whether an answer must be taken before the next question. */
    boolean isFull();

    /**
     * Asks a question; not while {@link #isFull}.
     *
     * @throws IllegalStateException with the reason if this question cannot be asked; it gets no answer then
     */
    void ask(Question question);

    /**
     * Waits for the answer to the first question that has none yet. There must be one.
     *
     * @throws IllegalStateException with the reason if this question is not answered
     */
    Explanation take();

    @Override
    void close();
}
