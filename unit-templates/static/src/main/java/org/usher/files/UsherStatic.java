package org.usher.files;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.reception.ReceivingProgram;

/** The app as a process: serves files on the socket that systemd passed, until SIGTERM or until it is idle. */
public final class UsherStatic {
    private static final String USAGE = "usage: usher-static [--exit-idle SECONDS] [DIRECTORY]";

    private UsherStatic() {}

    public static void main(String[] words) {
        System.exit(run(List.of(words)));
    }

    private static int run(List<String> words) {
        Duration idle = Duration.ZERO;
        List<String> left = words;
        if (words.size() >= 2 && words.get(0).equals("--exit-idle") && ReceivingProgram.isIdleTime(words.get(1))) {
            idle = Duration.ofSeconds(Long.parseLong(words.get(1)));
            left = words.subList(2, words.size());
        }
        if (left.size() > 1
                || (left.size() == 1 && (left.get(0).isEmpty() || left.get(0).startsWith("-")))) {
            System.err.println(USAGE);
            return 2;
        }
        try {
            Path directory = left.isEmpty() ? null : directory(left.get(0));
            new ReceivingProgram(idle, FilesServer.DRAIN)
                    .run(reception -> new FilesServer(reception, directory, System::currentTimeMillis)::begin);
            return 0;
        } catch (IllegalStateException cannotStart) {
            System.err.println("cannot start: " + cannotStart.getMessage());
            return 1;
        }
    }

    private static @Nullable Path directory(String word) {
        Path directory = Path.of(word);
        if (!directory.isAbsolute() || !directory.toFile().isDirectory()) {
            throw new IllegalStateException(directory
                    + " is no directory that can be read, or not an absolute path: make it, or name another one by"
                    + " Environment=ROOT= in a drop-in of the service");
        }
        return directory;
    }
}
