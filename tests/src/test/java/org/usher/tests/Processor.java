package org.usher.tests;

import java.io.IOException;

/** What the dispatcher of a container uses of the machine, by proc(5). */
final class Processor {
    private Processor() {}

    /** Returns the processor time of the dispatcher in user and kernel mode, in hundredths of a second. */
    static long ticks(Container container) throws IOException {
        String stat = read(container, "stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static String read(Container container, String file) throws IOException {
        return container
                .sh("cat /proc/$(systemctl show --value -p MainPID usher.service)/" + file)
                .succeeded();
    }
}
