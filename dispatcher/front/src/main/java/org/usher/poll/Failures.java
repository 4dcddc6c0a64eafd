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

    /** Hears of what goes wrong. */
    public interface Listener {
        /**
         * An error of ours cost a connection.
         *
         * @param isNew whether no other one was told from the same place in the code
         */
        void failed(Throwable error, boolean isNew);

        /** Something that concerns us all was noticed, such as that no fd is free. */
        void warned(String what);
    }

    public Failures(Listener listener) {
        this.listener = listener;
    }

    /** Survives {@code error}, which a step has thrown: {@code letGo} has to let go of what the step had in hand. */
    public void survive(Throwable error, Runnable letGo) {
        tell(error);
        try {
            letGo.run();
        } catch (Throwable again) {
            tell(again);
        }
    }

    void warn(String what) {
        listener.warned(what);
    }

    private void tell(Throwable error) {
        if (error instanceof Error fatal && !(error instanceof AssertionError || error instanceof LinkageError)) {
            throw fatal;
        }
        StackTraceElement[] stack = error.getStackTrace();
        String place = error.getClass().getName() + (stack.length == 0 ? "" : stack[0]);
        listener.failed(error, places.size() < PLACES_MAX && places.add(place));
    }
}
