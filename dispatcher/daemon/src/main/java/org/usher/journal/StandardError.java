package org.usher.journal;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Standard error, a line an entry. A thread of its own writes, for a pipe or a terminal that nobody reads blocks its
 * writer; what finds too many lines waiting is dropped.
 */
final class StandardError implements Sink {
    static final int LINES_MAX = 256;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PrintStream out;
    private final Queue<String> waiting = new ArrayDeque<>();
    private final DropCount drops = new DropCount();
    private boolean started;
    private boolean writing;

    StandardError(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void write(Entry entry) {
        if (waiting.size() >= LINES_MAX) {
            drops.count();
            return;
        }
        if (drops.isUntold()) {
            waiting.add(drops.entry().line());
            drops.told();
        }
        waiting.add(entry.line());
        startWriter();
        notifyAll();
    }

    @Override
    public void writeLast(Entry entry) {
        write(entry);
        flush();
    }

    @Override
    public synchronized void flush() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try {
            for (long left = PATIENCE_NANOS; left > 0 && isBusy(); left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException nobodyInterruptsTheseThreads) {
            throw new AssertionError(nobodyInterruptsTheseThreads);
        }
    }

    @Override
    public synchronized long dropped() {
        return drops.total();
    }

    private boolean isBusy() {
        return writing || !waiting.isEmpty();
    }

    private void startWriter() {
        if (!started) {
            started = true;
            Thread writer = new Thread(this::writeForEver, "standard-error");
            writer.setDaemon(true);
            writer.start();
        }
    }

    private void writeForEver() {
        try {
            while (true) {
                out.println(next());
            }
        } catch (InterruptedException nobodyInterruptsThisThread) {
            throw new AssertionError(nobodyInterruptsThisThread);
        }
    }

    /** Returns the next line when there is one; the one before is written. */
    private synchronized String next() throws InterruptedException {
        writing = false;
        notifyAll();
        while (waiting.isEmpty()) {
            wait();
        }
        writing = true;
        return waiting.remove();
    }
}
