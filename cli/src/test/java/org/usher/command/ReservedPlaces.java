package org.usher.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.usher.cli.UsherCtl;

/**
 * The directories that commands about reservations work on, below one of a test, and those commands:
 *
 * <pre>
 * etc/usher/reservations.d            the administrator's
 * usr/local/lib/usher/reservations.d  a less important directory of the same
 * units/                              wiki.socket claims /wiki/, blog.socket / and //blog.example/; both are enabled
 * </pre>
 */
final class ReservedPlaces {
    private static final Path NOBODY_ANSWERS = Path.of("/nowhere/control");

    private final Path root;
    private Console console = new Console();

    ReservedPlaces(Path root) throws IOException {
        this.root = root;
        new UnitDirectory(root.resolve("units")).withApp("wiki", "/wiki/").withApp("blog", "/ //blog.example/");
        Path wanted = Files.createDirectories(root.resolve("units/sockets.target.wants"));
        Files.createSymbolicLink(wanted.resolve("wiki.socket"), Path.of("../wiki.socket"));
        Files.createSymbolicLink(wanted.resolve("blog.socket"), Path.of("../blog.socket"));
    }

    Path etc() {
        return root.resolve("etc/usher/reservations.d");
    }

    Path usr() {
        return root.resolve("usr/local/lib/usher/reservations.d");
    }

    /** Runs {@code usherctl} with a dispatcher at {@code control}, and returns its exit code. */
    int run(Path control, String line) {
        console = new Console();
        return UsherCtl.execute(console.environment(control, variables()), line.split(" "));
    }

    Map<String, String> variables() {
        return Map.of(
                "USHER_RESERVATIONS",
                etc() + ":" + usr(),
                "SYSTEMD_UNIT_PATH",
                root.resolve("units").toString());
    }

    /** Runs {@code usherctl} where no dispatcher answers. */
    int run(String line) {
        return run(NOBODY_ANSWERS, line);
    }

    /** What the last command printed. */
    String out() {
        return console.out();
    }

    /** What the last command complained of. */
    String err() {
        return console.err();
    }

    void write(Path directory, String name, String text) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(name), text);
    }

    /** The names of the administrator's files. */
    List<String> files() throws IOException {
        if (!Files.isDirectory(etc())) {
            return List.of();
        }
        try (var files = Files.list(etc())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** What one of them says. */
    String text(String name) throws IOException {
        return Files.readString(etc().resolve(name));
    }
}
