package org.usher.dispatcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;
import org.usher.connection.ConnectionIds;

/** The secret that connection ids are made with, kept in the state directory so that ids outlive a restart. */
final class StateKey {
    private StateKey() {}

    /**
     * Returns the key in {@code directory}, a new one if there is none or the file holds none. A key that cannot be kept
     * serves as well, until the next restart; {@code warn} is told so.
     */
    static byte[] in(Path directory, Consumer<String> warn) throws IOException {
        Path file = directory.resolve("connection-id.key");
        byte[] key = ConnectionIds.newKey();
        try {
            byte[] kept = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            if (kept.length == ConnectionIds.KEY_SIZE) {
                return kept;
            }
            Files.deleteIfExists(file); // a new file belongs to nobody else, and nobody else can read it
            var onlyOurs = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (var out = Files.newByteChannel(file, options, onlyOurs)) {
                out.write(ByteBuffer.wrap(key));
            }
        } catch (IOException unkept) {
            warn.accept("keep the key of connection ids in " + file + ": " + unkept
                    + "; after the next restart, apps cannot hand back the connections that they hold now");
        }
        return key;
    }
}
