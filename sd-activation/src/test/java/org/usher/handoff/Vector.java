package org.usher.handoff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A test vector: the octets of one message in a file of hexadecimal digits with {@code #} comments. */
record Vector(String name, String text) {
    private static final Path DIRECTORY = Path.of("src/test/resources/vectors");

    static Vector read(String name) {
        try {
            return new Vector(name, Files.readString(DIRECTORY.resolve(name + ".hex")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the names of all vectors of one kind, such as {@code malformed}, in order. */
    static List<String> names(String kind) {
        try (Stream<Path> files = Files.list(DIRECTORY.resolve(kind))) {
            return files.map(file -> kind + "/" + file.getFileName().toString().replace(".hex", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] octets() {
        return HexFormat.of().parseHex(text.replaceAll("#.*", "").replaceAll("\\s", ""));
    }

    ByteBuffer message() {
        return ByteBuffer.wrap(octets());
    }

    @Override
    public String toString() {
        return name;
    }
}
