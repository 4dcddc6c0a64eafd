package org.usher.machine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the reading of unit files must know of the machine beside the files themselves. */
public interface Machine {

    /** The host name, for {@code %H} and {@code %l}; "localhost" where it cannot be told. */
    String hostname();

    /** Whether a group of that name, or of that number, exists. */
    boolean hasGroup(String group);

    /**
     * What lies at a path, links not followed; {@link FileStatus#NONE} if nothing does, null if that cannot be seen from
     * here.
     */
    @Nullable
    FileStatus status(Path path);
}
