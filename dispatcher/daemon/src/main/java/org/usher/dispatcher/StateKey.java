package org.usher.dispatcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.usher.connection.ConnectionIds;

/** The secret that connection ids are made with: kept in the state directory, so that ids outlive a restart. */
final class StateKey {
    private static final String NAME = "connection-id.key";

    private StateKey() {}

    /** Returns the key in {@code directory}, made new if there is none or what is there is no key. */
    static byte[] in(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        if (Files.exists(file)) {
            byte[] key = Files.readAllBytes(file);
            if (key.length == ConnectionIds.KEY_SIZE) {
                return key;
            }
        }
        byte[] key = ConnectionIds.newKey();
        Path draft = Files.createTempFile(
                directory,
                NAME,
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, key);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return key;
    }
}
