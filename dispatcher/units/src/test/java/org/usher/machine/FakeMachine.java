package org.usher.machine;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A machine called box.example with the groups root and usher. */
public class FakeMachine extends Machine {
    private final Map<Path, FileStatus> files = new HashMap<>();

    @Override
    public String hostname() {
        return "box.example";
    }

    /** Everything is root's own, as long as nobody says otherwise. */
    @Override
    public FileStatus status(Path path) {
        return files.getOrDefault(path, new FileStatus(FileStatus.Kind.FILE, "root", "root", 0644));
    }

    /** Says what lies at a path. */
    public FakeMachine with(Path path, FileStatus status) {
        files.put(path, status);
        return this;
    }

    @Override
    public boolean hasGroup(String group) {
        return group.equals("root") || group.equals("usher");
    }
}
