package org.usher.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** Media types by the ends of names: what {@code types.properties} says. */
final class MediaTypes {
    private static final String UNKNOWN = "application/octet-stream";
    private static final Properties TYPES = read();

    private MediaTypes() {}

    static String of(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        String extension = last.substring(last.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getProperty(extension, UNKNOWN);
    }

    private static Properties read() {
        Properties types = new Properties();
        try (InputStream octets = Objects.requireNonNull(MediaTypes.class.getResourceAsStream("types.properties"))) {
            types.load(new InputStreamReader(octets, StandardCharsets.US_ASCII));
            return types;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
