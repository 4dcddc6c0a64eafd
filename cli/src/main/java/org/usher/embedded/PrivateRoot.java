package org.usher.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.usher.posix.SocketAddressBuffer;

/**
 * The directory that stands for {@code /} in the paths of sockets: only its owner may enter, and it goes at the end with
 * everything in it.
 */
final class PrivateRoot implements AutoCloseable {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;

    private PrivateRoot(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes one in {@code $XDG_RUNTIME_DIR}, which the system empties at logout, or else in {@code /tmp}: not in
     * {@code $TMPDIR}, which may be too long a path for a socket.
     */
    static PrivateRoot make(Map<String, String> variables) throws IOException {
        Path runtime = Path.of(variables.getOrDefault("XDG_RUNTIME_DIR", ""));
        Path parent = runtime.isAbsolute() && Files.isWritable(runtime) ? runtime : Path.of("/tmp");
        return new PrivateRoot(Files.createTempDirectory(parent, "usher-", OWNER_ONLY));
    }

    Path directory() {
        return directory;
    }

    /**
     * Where {@code path}, which is absolute, lies below this root. The directories above it exist afterwards.
     *
     * @throws IOException if a socket at that place would have a longer path than the kernel takes (unix(7))
     */
    Path place(Path path) throws IOException {
        Path place = directory.resolve(path.normalize().toString().substring(1));
        int octets = place.toString().getBytes(StandardCharsets.UTF_8).length;
        if (octets >= SocketAddressBuffer.PATH_MAX) {
            throw new IOException(place + " has " + octets + " octets, and a socket's path at most "
                    + (SocketAddressBuffer.PATH_MAX - 1) + ": choose a shorter path in the unit");
        }
        Files.createDirectories(place.resolveSibling(""));
        return place;
    }

    @Override
    public void close() throws IOException {
        List<Path> children;
        try (Stream<Path> tree = Files.walk(directory)) {
            children = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : children) {
            Files.deleteIfExists(path);
        }
    }
}
