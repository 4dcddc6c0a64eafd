package org.usher.dispatcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.connection.ConnectionIds;

class StateKeyTest {
    @TempDir
    private Path directory;

    @Test
    void theKeyOutlivesARestart() throws Exception {
        byte[] key = StateKey.in(directory);
        assertEquals(ConnectionIds.KEY_SIZE, key.length);
        assertArrayEquals(key, StateKey.in(directory));
    }

    @Test
    void nobodyElseCanReadTheKeyAndNoDraftIsLeft() throws Exception {
        StateKey.in(directory);
        try (var files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(all.get(0))));
        }
    }

    @Test
    void aFileThatIsNoKeyIsReplaced() throws Exception {
        Files.writeString(directory.resolve("connection-id.key"), "cut off");
        byte[] key = StateKey.in(directory);
        assertEquals(ConnectionIds.KEY_SIZE, key.length);
        assertArrayEquals(key, StateKey.in(directory));
    }
}
