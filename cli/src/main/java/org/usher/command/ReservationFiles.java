package org.usher.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.usher.reservation.ReservationPath;

/** The reservations that an administrator writes: files in the most important directory. A change is whole or not at all. */
final class ReservationFiles {
    private final Path directory;

    ReservationFiles(ReservationPath path) {
        this.directory = path.directories().get(0);
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** Puts {@code content} in the place of what {@code file} held, readable for all. */
    void write(Path file, byte[] content) {
        changing(file, () -> {
            makeDirectory();
            Path beside = Files.createTempFile(file.getParent(), ".", ".new"); // no *.conf: nobody reads it
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
                    channel.write(rest);
                }
                Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r--r--"));
                channel.force(true);
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside);
            }
        });
    }

    void delete(Path file) {
        changing(file, () -> Files.delete(file));
    }

    /** The directories that are missing, readable for all whatever our umask is: the dispatcher is another user. */
    private void makeDirectory() throws IOException {
        Path existing = directory;
        while (existing != null && !Files.isDirectory(existing)) {
            existing = existing.getParent();
        }
        Files.createDirectories(directory);
        for (Path made = directory; made != null && !made.equals(existing); made = made.getParent()) {
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** A change of files. */
    private interface Change {
        void make() throws IOException;
    }

    private static void changing(Path file, Change change) {
        try {
            change.make();
        } catch (AccessDeniedException denied) {
            throw new UsageException("change " + file + ": no permission; reservations are root's (sudo usherctl …)");
        } catch (FileAlreadyExistsException other) {
            throw new UsageException("change " + file + ": " + other.getFile() + " is in the way");
        } catch (IOException failure) {
            boolean told = failure instanceof FileSystemException known && known.getReason() != null;
            String why = told ? ((FileSystemException) failure).getReason() : failure.toString();
            throw new UsageException("change " + file + ": " + why);
        }
    }
}
