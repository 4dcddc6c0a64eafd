package org.usher.tests;

import java.io.IOException;

/** A system call of the dispatcher that fails for as long as a test likes: strace(1) is attached to it. */
final class Injection {
    private static final String THREADS =
            "/proc/$(systemctl show --value --property=MainPID usher.service)/task/*/status";

    private Injection() {}

    /** What happens meanwhile. */
    interface Scene<T> {
        T play() throws IOException;
    }

    /** Has every call of {@code call} fail with {@code error}, such as EMFILE, while {@code scene} is played. */
    static <T> T during(Container container, String call, String error, Scene<T> scene) throws IOException {
        String pid = container.property("usher.service", "MainPID");
        container
                .run(
                        "systemd-run",
                        "--unit=strace",
                        "--collect",
                        "strace",
                        "--follow-forks",
                        "--attach=" + pid,
                        "--trace=" + call,
                        "--inject=" + call + ":error=" + error,
                        "--output=/dev/null")
                .succeeded();
        awaitNoThread(container, "TracerPid:.0$");
        try {
            return scene.play();
        } finally {
            container.systemctl("stop", "strace.service");
            awaitNoThread(container, "TracerPid:.[1-9]");
        }
    }

    private static void awaitNoThread(Container container, String line) throws IOException {
        container
                .sh("while grep --quiet --no-messages '" + line + "' " + THREADS + "; do :; done")
                .succeeded();
    }
}
