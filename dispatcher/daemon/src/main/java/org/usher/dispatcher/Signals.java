package org.usher.dispatcher;

import java.lang.reflect.Proxy;

/**
 * Signals to the process. The JDK has no other way than {@code sun.misc.Signal} of jdk.unsupported, which it keeps until
 * there is one (JEP 260); by reflection, because javac cannot be told to accept the name without a warning.
 */
final class Signals {
    private Signals() {}

    /** Runs {@code action} on a thread of its own whenever SIG{@code name} comes. */
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handle = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run(); // the JVM calls nothing but handle(Signal)
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handle);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("handle SIG" + name + ": this JVM has no module jdk.unsupported", missing);
        }
    }
}
