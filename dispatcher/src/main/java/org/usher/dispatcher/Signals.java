package org.usher.dispatcher;

import sun.misc.Signal;

/**
 * The signals by which systemd and people speak to the process. The JDK has no other way than this class of
 * jdk.unsupported, which it keeps until there is one (JEP 260); javac can only be told not to warn for a whole module.
 */
final class Signals {
    private Signals() {}

    /** Has {@code action} run, on a thread of its own, whenever SIG{@code name} comes. */
    static void on(String name, Runnable action) {
        Signal.handle(new Signal(name), signal -> action.run());
    }
}
