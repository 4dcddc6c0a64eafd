package org.usher.machine;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The machine that this process runs on, each group looked up once. For one reading and one thread. */
public final class LocalMachine implements Machine {
    /** Readable in every sandbox that keeps /proc/sys; needs neither DNS nor a child process. */
    private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

    private final Map<String, Boolean> groups = new HashMap<>();

    @Override
    public String hostname() {
        try {
            return Files.readString(HOSTNAME).strip();
        } catch (IOException ignored) { // systemd, too, falls back to this name (hostname(7))
            return "localhost";
        }
    }

    @Override
    public boolean hasGroup(String group) {
        Boolean known = groups.get(group);
        if (known == null) {
            known = lookUp(group);
            groups.put(group, known);
        }
        return known;
    }

    private static boolean lookUp(String group) {
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
            return true;
        } catch (IOException ignored) { // UserPrincipalNotFoundException: the only way in which the JDK says no
            return false;
        }
    }
}
