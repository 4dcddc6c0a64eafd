package org.usher.dispatcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.connection.ConnectionIds;

class StateKeyTest {
    @TempDir
    private Path directory;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void theKeyOutlivesARestart() throws Exception {
        byte[] key = StateKey.in(directory, warnings::add);
        assertEquals(ConnectionIds.KEY_SIZE, key.length);
        assertArrayEquals(key, StateKey.in(directory, warnings::add));
    }

    @Test
    void nobodyElseCanReadTheKeyAndNoDraftIsLeft() throws Exception {
        StateKey.in(directory, warnings::add);
        try (var files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(all.get(0))));
        }
    }

    @Test
    void aFileThatIsNoKeyIsReplaced() throws Exception {
        Files.writeString(directory.resolve("connection-id.key"), "cut off");
        byte[] key = StateKey.in(directory, warnings::add);
        assertEquals(ConnectionIds.KEY_SIZE, key.length);
        assertArrayEquals(key, StateKey.in(directory, warnings::add));
    }

    /** As on a full disk: a client is served all the same. */
    @Test
    void aKeyThatCannotBeKeptServesAndTheWarningNamesItsPath() throws Exception {
        Path nowhere = directory.resolve("nowhere");
        assertEquals(ConnectionIds.KEY_SIZE, StateKey.in(nowhere, warnings::add).length);
        assertEquals(1, warnings.size());
        assertTrue(
                warnings.get(0).startsWith("keep the key of connection ids in " + nowhere + "/connection-id.key: "),
                warnings.get(0));
    }
}
