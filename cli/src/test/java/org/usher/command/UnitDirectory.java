package org.usher.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory of unit files that a test writes. */
public final class UnitDirectory {
    private final Path path;

    public UnitDirectory(Path path) {
        this.path = path;
    }

    /** Adds a file, with the directories above it, writable for its owner alone. */
    public UnitDirectory with(String name, String text) throws IOException {
        Path file = path.resolve(name);
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, text);
        return this;
    }

    /** Adds the units of an app that claims {@code prefixes}, a blank between them. */
    public UnitDirectory withApp(String name, String prefixes) throws IOException {
        with(name + ".service", "[Service]\n");
        return with(
                name + ".socket",
                """
                [Socket]
                ListenDatagram=/run/usher/apps/%s.sock
                SocketMode=0660
                SocketGroup=usher

                [X-HTTP]
                Prefix=%s
                """
                        .formatted(name, prefixes));
    }

    public Path path() {
        return path;
    }
}
