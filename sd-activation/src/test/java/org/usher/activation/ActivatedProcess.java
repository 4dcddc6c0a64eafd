package org.usher.activation;

import java.util.function.Supplier;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;

/** A program that is activated for real, and prints what it was given. */
final class ActivatedProcess {
    private ActivatedProcess() {}

    public static void main(String[] arguments) {
        print(() -> Activation.take().explanation());
        print(() -> "flags of fd 3: " + Kernel.linux().fcntl(3, Fcntl.F_GETFD, 0));
        print(() -> Activation.take().explanation());
        print(() -> JdkChannels.instance().getClass().getSimpleName());
    }

    private static void print(Supplier<String> line) {
        try {
            System.out.println(line.get());
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
    }
}
