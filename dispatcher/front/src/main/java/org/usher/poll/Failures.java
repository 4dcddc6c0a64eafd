package org.usher.poll;

import java.util.HashSet;
import java.util.Set;

/**
 * The barrier around each step of a thread that serves: an error of ours in the handling of one connection costs that
 * connection, never the thread. Errors of the virtual machine itself, such as out of memory, pass through.
 */
public final class Failures {
    /** Distinct places whose stacks are told; errors at further places are only counted. */
    private static final int PLACES_MAX = 100;

    private final Listener listener;
    private final Set<String> places = new HashSet<>();

    /** Hears of errors. */
    public interface Listener {
        /** {@code error} cost a connection; {@code isNew} the first time that it comes from its place in the code. */
        void failed(Throwable error, boolean isNew);
    }

    public Failures(Listener listener) {
        this.listener = listener;
    }

    /** Runs {@code step}; if it fails, {@code letGo} has to let go of what the step had in hand. */
    @SuppressWarnings("CatchAndPrintStackTrace") // whatever it is, it belongs to one connection
    void guard(Runnable step, Runnable letGo) {
        try {
            step.run();
        } catch (Exception | AssertionError | LinkageError error) {
            tell(error);
            try {
                letGo.run();
            } catch (Exception | AssertionError | LinkageError again) {
                tell(again);
            }
        }
    }

    private void tell(Throwable error) {
        StackTraceElement[] stack = error.getStackTrace();
        String place = error.getClass().getName() + (stack.length == 0 ? "" : stack[0]);
        listener.failed(error, places.size() < PLACES_MAX && places.add(place));
    }
}
