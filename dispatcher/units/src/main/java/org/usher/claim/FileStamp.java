package org.usher.claim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What stat(2) tells of a file, by which one that has changed is known without being read.
 *
 * @param attributes inode, size, and the times of the last change of content and inode; null where there is none
 */
record FileStamp(@Nullable Map<String, Object> attributes) {
    private static final String CHANGE = "ctime";
    private static final String COMPARED = "unix:ino,size,lastModifiedTime," + CHANGE;
    /** Two changes within one tick of the kernel's clock look the same; a tick has 10 ms at the most. */
    private static final long TICK_MILLIS = TimeUnit.SECONDS.toMillis(1);

    /** The stamps of all the files, in their order. */
    static List<FileStamp> of(List<Path> files) {
        List<FileStamp> stamps = new ArrayList<>(files.size());
        for (Path file : files) {
            stamps.add(of(file));
        }
        return stamps;
    }

    private static FileStamp of(Path file) {
        try {
            return new FileStamp(Files.readAttributes(file, COMPARED));
        } catch (IOException ignored) { // whoever reads the file will say why it cannot be read
            return new FileStamp(null);
        }
    }

    /** Whether each change after {@code nowMillis} will change the stamps, too. */
    static boolean areSettled(List<FileStamp> stamps, long nowMillis) {
        for (FileStamp stamp : stamps) {
            if (stamp.attributes == null
                    || !(stamp.attributes.get(CHANGE) instanceof FileTime changed)
                    || changed.toMillis() > nowMillis - TICK_MILLIS) {
                return false;
            }
        }
        return true;
    }
}
