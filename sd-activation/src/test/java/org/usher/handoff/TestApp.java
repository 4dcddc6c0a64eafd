package org.usher.handoff;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the app of a server under test answers: what it has understood of the request. */
public final class TestApp {
    private final String name;
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    TestApp(String name) {
        this.name = name;
    }

    /**
     * Returns the body of the answer to a request; a target with {@code slow} in it waits until it is let go.
     *
     * @param client {@code SCHEME://ADDRESS:PORT}, as the server knows it
     */
    public String answer(String method, String target, byte[] body, String client) {
        if (target.contains("slow")) {
            entered.countDown();
            await(released);
        }
        return answer(name, method, target, body) + (target.contains("client") ? " " + client : "");
    }

    static String answer(String name, String method, String target, byte[] body) {
        String text = name + " " + method + " " + target + " " + body.length + " " + Arrays.hashCode(body) + "\n";
        return target.contains("long") ? text.repeat(500) : text;
    }

    void awaitSlowRequest() {
        await(entered);
    }

    void letGo() {
        released.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("waited for 20 s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
