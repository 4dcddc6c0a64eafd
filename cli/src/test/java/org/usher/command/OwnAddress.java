package org.usher.command;

import java.util.concurrent.ThreadLocalRandom;

/** Addresses of this machine to listen on: whatever runs beside a test, it has not taken these. */
public final class OwnAddress {
    /** No port that the kernel gives away, and one that hardly a program has on every address. */
    private static final int PORT = 8099;

    private OwnAddress() {}

    /** Returns another one each time, with a port: one of sixteen million. */
    public static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "127." + random.nextInt(1, 255) + "." + random.nextInt(256) + "." + random.nextInt(1, 255) + ":" + PORT;
    }
}
