package org.usher.tests;

import java.io.IOException;

/** What the dispatcher that runs uses of the machine, from {@code /proc}. */
final class RunningDispatcher {
    private final Container container;

    RunningDispatcher(Container container) {
        this.container = container;
    }

    String pid() throws IOException {
        return container.property("usher.service", "MainPID");
    }

    long descriptors() throws IOException {
        return container.sh("ls /proc/" + pid() + "/fd").succeeded().lines().count();
    }

    /** Returns its processor time in ticks of 10 ms, in user and kernel mode: fields 14 and 15 of proc_pid_stat(5). */
    long ticks() throws IOException {
        String stat = container.run("cat", "/proc/" + pid() + "/stat").succeeded();
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
