package org.usher.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.usher.activation.Activation;
import org.usher.activation.InheritedSocket;
import org.usher.handoff.HandoffReceiver;
import org.usher.handoff.HandoffSettings;
import org.usher.notify.Supervisor;
import org.usher.poll.EpollLoop;
import org.usher.poll.Failures;
import org.usher.posix.Kernel;

/**
 * The relay as a process: receives connections on all sockets that systemd passes, and ends on SIGTERM when what it has
 * is answered, or by itself when it has had none for a while.
 */
public final class UsherRelay {
    private static final String USAGE = "usage: usher-relay [--exit-idle SECONDS]";
    private static final long PATIENCE_SECONDS = Relay.DRAIN.toSeconds() + 5;

    private UsherRelay() {}

    public static void main(String[] words) {
        System.exit(run(List.of(words)));
    }

    private static int run(List<String> words) {
        Duration idle = Duration.ZERO;
        if (words.size() == 2
                && words.get(0).equals("--exit-idle")
                && words.get(1).matches("[1-9][0-9]{0,6}")) {
            idle = Duration.ofSeconds(Long.parseLong(words.get(1)));
        } else if (!words.isEmpty()) {
            System.err.println(USAGE);
            return 2;
        }
        try {
            serve(Activation.take().orElseThrow(), idle);
            return 0;
        } catch (IllegalStateException cannotStart) {
            System.err.println("cannot start: " + cannotStart.getMessage());
            return 1;
        }
    }

    private static void serve(Activation.Received received, Duration idle) {
        Complaints complaints = new Complaints(System.err, System::nanoTime);
        EpollLoop loop = new EpollLoop(Kernel.linux(), listener(complaints));
        byte[] random = new byte[8];
        ThreadLocalRandom.current().nextBytes(random);
        Relay relay = new Relay(loop, "usher-" + HexFormat.of().formatHex(random), complaints);
        List<Reception> receptions = new ArrayList<>();
        for (InheritedSocket socket : received.sockets()) {
            receptions.add(new Reception(loop, relay, HandoffReceiver.open(socket, HandoffSettings.defaults())));
        }
        if (!idle.isZero()) {
            new IdleExit(relay, idle).begin();
        }
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Runnable stop = () -> {
            receptions.forEach(Reception::stop);
            relay.stop();
        };
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopInOrder(loop, stop, ended), "termination"));
        Supervisor.current().ready();
        loop.run();
        Supervisor.current().stopping();
        relay.close();
        loop.close();
        ended.complete(true);
    }

    /** SIGTERM: the loop's thread does everything, and the process waits for it. */
    private static void stopInOrder(EpollLoop loop, Runnable stop, CompletableFuture<Boolean> ended) {
        if (!ended.isDone()) {
            loop.post(stop);
            ended.completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
            Runtime.getRuntime().halt(0);
        }
    }

    private static Failures.Listener listener(Complaints complaints) {
        return new Failures.Listener() {
            @Override
            public void failed(Throwable error, boolean isNew) {
                complaints.say("an error in the relay cost a connection: " + error);
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
