package org.usher.posix;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The real kernel, except where a test has a call fail, or wants something to happen just before it; it counts all calls.
 * Calls are named as the methods of {@link Kernel}. Safe to be scripted while another thread calls.
 */
public final class FaultyKernel implements InvocationHandler {
    private final Kernel real = Kernel.linux();
    private final Map<String, Queue<Integer>> failures = new ConcurrentHashMap<>();
    private final Map<String, Function<Object[], @Nullable Integer>> answers = new ConcurrentHashMap<>();
    private final Map<String, Queue<Runnable>> interruptions = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

    /** Returns what is passed to the code under test. */
    public Kernel kernel() {
        return (Kernel) Proxy.newProxyInstance(Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, this);
    }

    /** Has the next {@code times} calls of {@code call} answer {@code errno}, and do nothing. */
    public FaultyKernel fail(String call, int errno, int times) {
        Queue<Integer> queue = failures.computeIfAbsent(existing(call), name -> new ConcurrentLinkedQueue<>());
        for (int i = 0; i < times; i++) {
            queue.add(-errno);
        }
        return this;
    }

    /** Has {@code answer} answer every call of {@code call} by its arguments; where it returns null, the call is made. */
    public FaultyKernel instead(String call, Function<Object[], @Nullable Integer> answer) {
        answers.put(existing(call), answer);
        return this;
    }

    /** Has {@code event} happen on the caller's thread before the next call of {@code call}, which is then made. */
    public FaultyKernel before(String call, Runnable event) {
        interruptions
                .computeIfAbsent(existing(call), name -> new ConcurrentLinkedQueue<>())
                .add(event);
        return this;
    }

    /** Returns how often {@code call} was called, failures included. */
    public long count(String call) {
        AtomicLong count = counts.get(existing(call));
        return count == null ? 0 : count.get();
    }

    /** Returns how many calls there were of all kinds. */
    public long countAll() {
        return counts.values().stream().mapToLong(AtomicLong::get).sum();
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        String call = method.getName();
        counts.computeIfAbsent(call, name -> new AtomicLong()).incrementAndGet();
        Runnable event = next(interruptions, call);
        if (event != null) {
            event.run();
        }
        Integer failure = next(failures, call);
        if (failure == null && answers.containsKey(call)) {
            failure = answers.get(call).apply(arguments == null ? new Object[0] : arguments);
        }
        if (failure != null) {
            return method.getReturnType() == long.class ? (Object) failure.longValue() : failure;
        }
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static <T> @Nullable T next(Map<String, Queue<T>> script, String call) {
        Queue<T> queue = script.get(call);
        return queue == null ? null : queue.poll();
    }

    private static String existing(String call) {
        if (Arrays.stream(Kernel.class.getMethods())
                .noneMatch(method -> method.getName().equals(call))) {
            throw new IllegalArgumentException("Kernel has no call " + call);
        }
        return call;
    }
}
