package org.usher.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The program that starts a dispatcher: what the environment says, the one installed beside us, or our own JVM. */
final class DispatcherProgram {
    private DispatcherProgram() {}

    /** Returns the program and its first arguments. */
    static List<String> find(Map<String, String> variables) {
        String named = variables.get("USHER_DISPATCHER");
        if (named != null) {
            return List.of(named);
        }
        Optional<Path> installed =
                jarDirectory().map(directory -> directory.resolve("dispatcher")).filter(Files::isExecutable);
        return installed.map(launcher -> List.of(launcher.toString())).orElseGet(DispatcherProgram::ownJvm);
    }

    /** The directory of our jar, as {@code packaging/install} fills it; none when we run from a build tree. */
    private static Optional<Path> jarDirectory() {
        try {
            Path code = Path.of(DispatcherProgram.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isRegularFile(code) ? Optional.ofNullable(code.getParent()) : Optional.empty();
        } catch (URISyntaxException impossible) {
            throw new AssertionError("a class is loaded from a URL", impossible);
        }
    }

    private static List<String> ownJvm() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.usher.dispatcher.Dispatcher");
    }
}
