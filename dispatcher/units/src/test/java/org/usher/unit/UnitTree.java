package org.usher.unit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A tree of unit files below a directory, written line by line. */
public final class UnitTree {
    private final Path root;

    public UnitTree(Path root) {
        this.root = root;
    }

    /** Writes a file, its directories included, readable for all as packages install it. */
    public UnitTree file(String path, String... lines) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, lines.length == 0 ? "" : String.join("\n", lines) + "\n");
        return this;
    }

    public UnitTree link(String path, String target) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
        return this;
    }

    public Path path(String path) {
        return root.resolve(path);
    }

    /** Files as they are seen from the root: {@code etc/wiki.socket}. */
    public List<String> relative(List<Path> files) {
        List<String> relative = new ArrayList<>();
        for (Path file : files) {
            relative.add(root.relativize(file).toString());
        }
        return relative;
    }
}
