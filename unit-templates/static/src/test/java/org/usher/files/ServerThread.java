package org.usher.files;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.usher.handoff.HandoffReceiver;
import org.usher.poll.EpollLoop;
import org.usher.poll.Failures;
import org.usher.posix.Kernel;
import org.usher.reception.Complaints;
import org.usher.reception.Reception;

/** The server of files on a thread of its own. Closing it proves that nothing has failed. */
final class ServerThread implements AutoCloseable {
    private static final long ENDS_MILLIS_MAX = 30_000;

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final HandoffReceiver receiver;
    private final EpollLoop loop;
    private final Reception reception;
    private final Thread thread;

    /** Serves what {@code receiver} brings; without a {@code directory}, each connection says which. */
    ServerThread(HandoffReceiver receiver, @Nullable Path directory) {
        this(receiver, directory, Duration.ZERO);
    }

    /** Does so while its clock is {@code ahead} of that of files. */
    ServerThread(HandoffReceiver receiver, @Nullable Path directory, Duration ahead) {
        this.receiver = receiver;
        loop = new EpollLoop(Kernel.linux(), new Failures.Listener() {
            @Override
            public void failed(Throwable error, boolean isNew) {
                failures.add(error);
            }

            @Override
            public void warned(String what) {
                failures.add(new AssertionError(what));
            }
        });
        reception = new Reception(loop, FilesServer.DRAIN, new Complaints(System.err, System::nanoTime));
        LongSupplier clock = () -> System.currentTimeMillis() + ahead.toMillis();
        reception.receive(receiver, new FilesServer(reception, directory, clock)::begin);
        thread = new Thread(loop::run, "files");
        thread.start();
    }

    /** Stops as SIGTERM does; returns when the loop has ended. */
    void stop() throws IOException {
        loop.post(reception::stop);
        join();
    }

    private void join() throws IOException {
        try {
            thread.join(ENDS_MILLIS_MAX);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (thread.isAlive()) {
            throw new AssertionError("the loop goes on");
        }
    }

    @Override
    public void close() throws IOException {
        loop.stop();
        join();
        reception.close();
        loop.close();
        Kernel.linux().close(receiver.socket());
        if (!failures.isEmpty()) {
            throw new AssertionError("failures", failures.get(0));
        }
    }
}
