package org.usher.files;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** The same promises of files that are kept in memory. */
final class FilesInMemoryTest extends FilesServerTest {
    FilesInMemoryTest(@TempDir Path root) {
        super(root);
    }

    @Override
    Duration ahead() {
        return Duration.ofHours(1);
    }
}
