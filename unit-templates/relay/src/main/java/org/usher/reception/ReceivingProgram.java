package org.usher.reception;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.usher.activation.Activation;
import org.usher.activation.InheritedSocket;
import org.usher.handoff.Handoff;
import org.usher.handoff.HandoffReceiver;
import org.usher.handoff.HandoffSettings;
import org.usher.notify.Supervisor;
import org.usher.poll.EpollLoop;
import org.usher.poll.Failures;
import org.usher.posix.Kernel;

/**
 * A process that receives connections on all sockets that systemd passes, and ends on SIGTERM when what it has is
 * answered, or by itself when it has had none for a while.
 */
public final class ReceivingProgram {
    /** How much longer than its connections the process has. */
    private static final long MARGIN_SECONDS = 5;

    private final Duration idle;
    private final Duration drain;

    /**
     * Runs nothing yet.
     *
     * @param idle after how long without a connection it ends; zero: never
     * @param drain how long connections that are at work have for it after SIGTERM
     */
    public ReceivingProgram(Duration idle, Duration drain) {
        this.idle = idle;
        this.drain = drain;
    }

    /** Returns whether {@code word} says how many seconds a program may be idle. */
    public static boolean isIdleTime(String word) {
        return word.matches("[1-9][0-9]{0,6}");
    }

    /**
     * Runs to its end.
     *
     * @param makeOwner makes what owns the connections
     * @throws IllegalStateException with a sentence that says what to write where, if there is no socket to receive on
     */
    public void run(Function<Reception, BiConsumer<HandoffReceiver, Handoff>> makeOwner) {
        Activation.Received received = Activation.take().orElseThrow();
        Complaints complaints = new Complaints(System.err, System::nanoTime);
        EpollLoop loop = new EpollLoop(Kernel.linux(), listener(complaints));
        Reception reception = new Reception(loop, drain, complaints);
        BiConsumer<HandoffReceiver, Handoff> owner = makeOwner.apply(reception);
        for (InheritedSocket socket : received.sockets()) {
            reception.receive(HandoffReceiver.open(socket, HandoffSettings.defaults()), owner);
        }
        if (!idle.isZero()) {
            reception.exitWhenIdle(idle);
        }
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread termination = new Thread(() -> stopInOrder(reception, ended), "termination");
        Runtime.getRuntime().addShutdownHook(termination);
        Supervisor.current().ready();
        loop.run();
        Supervisor.current().stopping();
        reception.close();
        loop.close();
        ended.complete(true);
    }

    /** SIGTERM: the loop's thread does everything, and the process waits for it. */
    private void stopInOrder(Reception reception, CompletableFuture<Boolean> ended) {
        if (!ended.isDone()) {
            reception.loop().post(reception::stop);
            ended.completeOnTimeout(false, drain.toSeconds() + MARGIN_SECONDS, TimeUnit.SECONDS)
                    .join();
            Runtime.getRuntime().halt(0);
        }
    }

    private static Failures.Listener listener(Complaints complaints) {
        return new Failures.Listener() {
            @Override
            public void failed(Throwable error, boolean isNew) {
                complaints.say("an error of ours cost a connection: " + error);
                if (isNew) {
                    error.printStackTrace();
                }
            }

            @Override
            public void warned(String what) {
                complaints.say(what);
            }
        };
    }
}
