package org.usher.tests;

import java.io.IOException;
import java.nio.file.Path;

/** The staged install under {@code tests/target/stage}, made once per run by the script that every package uses. */
final class Stage {
    static final Path PROJECT =
            Path.of(System.getProperty("usher.project", "..")).toAbsolutePath().normalize();
    static final Path DIRECTORY = install();

    private Stage() {}

    private static Path install() {
        Path directory = PROJECT.resolve("tests/target/stage");
        try {
            Command.run(PROJECT.resolve("packaging/install").toString(), "--destdir", directory.toString())
                    .succeeded();
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
        return directory;
    }
}
