package org.usher.tests;

import java.io.IOException;

/**
 * The right to run a container on this machine, for one at a time: descriptors in flight are counted for a user over all
 * containers, and each of them boots over the same root. Other runs of tests and benchmarks wait meanwhile. It ends with
 * this JVM at the latest.
 */
final class Turn implements AutoCloseable {
    /** That of {@code machine.sh}. */
    private static final String LOCK = "/run/lock/usher-tests";

    private final Process holder;

    private Turn(Process holder) {
        this.holder = holder;
    }

    /** Waits until nobody else has it. */
    static Turn await() throws IOException {
        Process holder = new ProcessBuilder("flock", LOCK, "sh", "-c", "echo held; exec cat")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (holder.inputReader().readLine() == null) {
            throw new IOException("flock " + LOCK + " has failed");
        }
        return new Turn(holder);
    }

    @Override
    public void close() throws IOException {
        holder.getOutputStream().close();
        holder.onExit().join();
    }
}
