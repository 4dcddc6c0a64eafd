package org.usher.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The files that usherctl changes below /etc/usher and /run/usher, each whole or not at all. */
final class AdministratorsFiles {
    private AdministratorsFiles() {}

    /**
     * Puts {@code text} in the place of what {@code file} holds, readable for all; with null the file goes.
     *
     * @throws IllegalArgumentException if that is not permitted, or something else has the place of the directory
     * @throws IOException with a sentence if it fails, as on a full disk
     */
    static void replace(Path file, @Nullable String text) throws IOException {
        try {
            if (text == null) {
                Files.deleteIfExists(file);
            } else {
                write(file, text);
            }
        } catch (AccessDeniedException denied) {
            throw new IllegalArgumentException(
                    "change " + file + ": no permission: run this as root (sudo usherctl …)");
        } catch (FileAlreadyExistsException other) {
            throw new IllegalArgumentException("change " + file + ": " + other.getFile() + " is in the way");
        } catch (IOException failure) {
            throw new IOException("change " + file + ": " + failure.getMessage(), failure);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path directory = file.resolveSibling("");
        makeDirectory(directory);
        Path beside = Files.createTempFile(directory, ".", ".new"); // not a *.conf, so never read
        try {
            Files.writeString(beside, text, StandardOpenOption.SYNC);
            Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** Makes the directories that are missing readable for all, whatever our umask is: the dispatcher is another user. */
    private static void makeDirectory(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (!Files.isDirectory(directory) && parent != null) {
            makeDirectory(parent);
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
