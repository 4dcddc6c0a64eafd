package org.usher.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.usher.command.OwnAddress;
import org.usher.command.UnitDirectory;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;
import org.usher.posix.SocketAddressBuffer;
import org.usher.posix.SocketType;

/** A directory of units that is served with real processes and real sockets; a shell script takes the dispatcher's place. */
final class Foreground implements AutoCloseable {
    private final Path directory;
    private final Path runtime;
    private final UnitDirectory units;
    private final Lines lines = new Lines();
    private final Kernel kernel = Kernel.linux();
    private Thread runner = new Thread();

    Foreground(Path directory) throws IOException {
        this.directory = directory;
        this.runtime = Files.createTempDirectory(Path.of("/tmp"), "ut");
        this.units = new UnitDirectory(directory.resolve("units"));
        script("dispatcher", "echo up $*; exec sleep 1000");
    }

    UnitDirectory units() {
        return units;
    }

    /** What is printed. */
    Lines lines() {
        return lines;
    }

    Path script(String name, String text) throws IOException {
        Path script = directory.resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    /** Adds the app {@code wiki}. */
    void app(String service) throws IOException {
        units.withApp("wiki", "/wiki/").with("wiki.service", service);
    }

    Embedded prepare() throws IOException {
        return prepare(OwnAddress.next());
    }

    Embedded prepare(String address) throws IOException {
        Plan plan = new Plan(
                Files.createDirectories(units.path()).toRealPath(),
                List.of(ListenAddress.parse(address + "=80")),
                List.of(directory.resolve("dispatcher").toString()),
                Map.of("XDG_RUNTIME_DIR", runtime.toString(), "PATH", "/usr/bin:/bin", "LISTEN_FDS", "9"));
        return Embedded.prepare(plan, lines.stream());
    }

    Embedded start() throws IOException {
        Embedded embedded = run(prepare());
        lines.await("usher.service | up");
        return embedded;
    }

    Embedded run(Embedded embedded) {
        runner = new Thread(new FutureTask<>(embedded::run), "run");
        runner.start();
        return embedded;
    }

    void end(Embedded embedded) throws Exception {
        embedded.stop();
        runner.join();
        embedded.close();
    }

    /** What a dispatcher does when a request comes: a message to the app's socket. */
    void send(Embedded embedded) {
        send(embedded, "wiki");
    }

    /** The same to the socket of the unit {@code name}. */
    void send(Embedded embedded, String name) {
        int fd = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        assertEquals(0, connect(fd, embedded, name));
        assertEquals(1, kernel.send(fd, NativeMemory.allocate(1), 0, 1));
        kernel.close(fd);
    }

    /** What a dispatcher finds at the app's socket: 0, or a negated errno. */
    int reach(Embedded embedded) {
        int fd = kernel.socket(SocketType.AF_UNIX, SocketType.SOCK_DGRAM);
        int result = connect(fd, embedded, "wiki");
        kernel.close(fd);
        return result;
    }

    private int connect(int fd, Embedded embedded, String name) {
        Path path = embedded.controlSocket().resolveSibling("apps/" + name + ".sock");
        return kernel.connect(fd, new SocketAddressBuffer().setPath(path.toString()));
    }

    /** Nothing is left: it fails if there is a file. */
    @Override
    public void close() throws IOException {
        Files.delete(runtime);
    }
}
