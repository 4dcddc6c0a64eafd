package org.usher.relay;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.usher.reception.ReceivingProgram;
import org.usher.reception.Reception;

/** The relay as a process. */
public final class UsherRelay {
    private static final String USAGE = "usage: usher-relay [--exit-idle SECONDS | --socket-root DIR]";

    private UsherRelay() {}

    public static void main(String[] words) {
        System.exit(run(List.of(words)));
    }

    private static int run(List<String> words) {
        Duration idle = Duration.ZERO;
        String root = "";
        if (words.size() == 2 && words.get(0).equals("--exit-idle") && ReceivingProgram.isIdleTime(words.get(1))) {
            idle = Duration.ofSeconds(Long.parseLong(words.get(1)));
        } else if (words.size() == 2 && words.get(0).equals("--socket-root")) {
            root = words.get(1); // where usherctl run has put the sockets of units
        } else if (!words.isEmpty()) {
            System.err.println(USAGE);
            return 2;
        }
        String socketRoot = root;
        try {
            new ReceivingProgram(idle, Relay.DRAIN).run(reception -> relay(reception, socketRoot)::begin);
            return 0;
        } catch (IllegalStateException cannotStart) {
            System.err.println("cannot start: " + cannotStart.getMessage());
            return 1;
        }
    }

    private static Relay relay(Reception reception, String socketRoot) {
        byte[] random = new byte[8];
        ThreadLocalRandom.current().nextBytes(random);
        return new Relay(reception, "usher-" + HexFormat.of().formatHex(random), socketRoot);
    }
}
