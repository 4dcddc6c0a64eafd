package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Debian with systemd as its first process, usher installed and nothing of it started. Its root is an overlay in memory
 * over a directory that no test changes; it has a network of its own with nothing but loopback.
 *
 * <p>Commands run in all its namespaces, files are reached through {@code /proc}, and connections are made by
 * {@link #connect}. Closing it fails if anything is left on the machine.
 */
final class Container implements AutoCloseable {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String MACHINE = "usher-" + ProcessHandle.current().pid();
    private static final Path FUSE = Path.of("/dev/fuse");
    private static final int COMMAND_SECONDS_MAX = 55;
    private static final long STOP_SECONDS_MAX = 60;

    private final String name;
    private final Turn turn;
    private final ControlGroup group;
    private final Process nspawn;
    private final long leader;
    private final NetworkNamespace network;
    private final Optional<String> jdk = Optional.ofNullable(System.getProperty("usher.jdk"));

    private Container(String name, Turn turn, ControlGroup group, Process nspawn) throws IOException {
        this.name = name;
        this.turn = turn;
        this.group = group;
        this.nspawn = nspawn;
        this.leader = awaitLeader();
        this.network = NetworkNamespace.of(leader);
    }

    /** Waits for its turn, boots, and installs usher as a package would; {@code name} tells its journal from others'. */
    static Container boot(String name) throws IOException {
        Turn turn = Turn.await();
        try {
            ControlGroup group = ControlGroup.make(MACHINE);
            Process nspawn =
                    new ProcessBuilder(command(group)).redirectErrorStream(true).start();
            nspawn.getOutputStream().close();
            Container container = new Container(name, turn, group, nspawn);
            container.installUsher();
            return container;
        } catch (IOException | RuntimeException | Error e) {
            turn.close(); // or the next class would wait for it
            throw e;
        }
    }

    private static List<String> command(ControlGroup group) {
        String root = System.getProperty("usher.root");
        assertTrue(root != null, "no -Dusher.root=: system tests are for tests/run, which makes the root");
        List<String> command = new ArrayList<>(group.joined(
                // A test run that is killed takes its container along; what is mounted for it is seen nowhere else.
                "setpriv",
                "--pdeathsig",
                "KILL",
                "unshare",
                "--mount",
                "systemd-nspawn",
                "--quiet",
                "--boot",
                "--volatile=overlay",
                "--directory=" + root,
                "--machine=" + MACHINE,
                "--private-network",
                "--keep-unit",
                "--register=no"));
        Optional.ofNullable(System.getProperty("usher.jdk")).ifPresent(jdk -> command.add("--bind-ro=" + jdk));
        if (Files.exists(FUSE)) {
            command.add("--bind=" + FUSE);
        }
        command.add("systemd.unit=multi-user.target");
        return command;
    }

    /** Returns the first process of the container once it has reached its target, by what it prints. */
    private long awaitLeader() throws IOException {
        BufferedReader console = nspawn.inputReader();
        List<String> printed = new ArrayList<>();
        for (String line = console.readLine(); line != null; line = console.readLine()) {
            printed.add(line);
            if (line.contains("Reached target") && line.contains("multi-user.target")) {
                drain(nspawn.getInputStream());
                return nspawn.children().findFirst().orElseThrow().pid();
            }
        }
        throw new IOException("the container ended while booting:\n" + String.join("\n", printed));
    }

    private static void drain(InputStream console) {
        Thread drain = new Thread(
                () -> {
                    try {
                        console.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException ignored) { // the container has ended
                    }
                },
                "console");
        drain.setDaemon(true);
        drain.start();
    }

    private void installUsher() throws IOException {
        run("ip", "link", "set", "lo", "up").succeeded();
        Command.run("cp", "-a", Stage.DIRECTORY + "/.", path("/").toString()).succeeded();
        run("systemd-sysusers").succeeded();
        run("systemd-tmpfiles", "--create", "usher.conf").succeeded();
        if (jdk.isPresent()) {
            systemctl("set-environment", "JAVA_HOME=" + jdk.get());
        }
        systemctl("daemon-reload");
    }

    /** Returns a file of the container as this JVM reaches it. An absolute symbolic link in it leads astray. */
    Path path(String absolute) {
        return Path.of("/proc/" + leader + "/root" + absolute);
    }

    /** Writes a file and the directories above it. */
    void write(String absolute, String content) throws IOException {
        Path file = path(absolute);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** Writes a program of these tests, {@code name} among their resources, to a file. */
    void install(String name, String absolute) throws IOException {
        try (InputStream program = Container.class.getResourceAsStream(name)) {
            write(absolute, new String(program.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Writes a drop-in of a unit and lets systemd read it. */
    void dropIn(String unit, String name, String content) throws IOException {
        write("/etc/systemd/system/" + unit + ".d/" + name + ".conf", content);
        systemctl("daemon-reload");
    }

    /** Takes a drop-in away again. */
    void removeDropIn(String unit, String name) throws IOException {
        Files.delete(path("/etc/systemd/system/" + unit + ".d/" + name + ".conf"));
        systemctl("daemon-reload");
    }

    /** Runs a command as root; it ends after 55 s at the latest. */
    Outcome run(String... words) throws IOException {
        // Inside: whatever ends nsenter from outside leaves the command itself running.
        List<String> command = inside("timeout", "--kill-after=1", Integer.toString(COMMAND_SECONDS_MAX));
        command.addAll(List.of(words));
        return Command.run(environment(), command);
    }

    /** Starts a command as root, which ends with the container at the latest; its streams are its starter's. */
    Process start(String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(inside(words)).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment());
        return builder.start();
    }

    private List<String> inside(String... words) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--target", Long.toString(leader)));
        command.addAll(List.of("--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--"));
        command.addAll(List.of(words));
        return command;
    }

    private Map<String, String> environment() {
        return jdk.map(home -> Map.of("PATH", PATH, "JAVA_HOME", home)).orElse(Map.of("PATH", PATH));
    }

    /** Runs a shell script as root. */
    Outcome sh(String script) throws IOException {
        return run("sh", "-euc", script);
    }

    /** Runs {@code systemctl}, which must succeed, and returns what it prints. */
    String systemctl(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("systemctl"));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new)).succeeded();
    }

    /** Returns a property of a unit as systemd prints it, for example ActiveState. */
    String property(String unit, String property) throws IOException {
        return systemctl("show", "--value", "--property=" + property, unit).strip();
    }

    /** Sends a signal to the systemd of the container, for example STOP; what is stopped must go on before the end. */
    void signalSystemd(String name) throws IOException {
        Command.run("kill", "-" + name, Long.toString(leader)).succeeded();
    }

    /** Waits until a property of a unit has this value; at most 55 s. */
    void awaitProperty(String unit, String property, String value) throws IOException {
        String script = "until [ \"$(systemctl show --value --property=\"$1\" \"$0\")\" = \"$2\" ]; do :; done";
        assertEquals(
                0,
                run("sh", "-c", script, unit, property, value).status(),
                () -> unit + ": no " + property + "=" + value);
    }

    /** Waits until a line with this text is in the journal of a unit, written before or after the call; at most 55 s. */
    void awaitJournal(String unit, String text) throws IOException {
        String script = "exec 3< <(exec journalctl --follow --lines=all --output=cat --unit=\"$0\");"
                + " grep --quiet --max-count=1 --fixed-strings -- \"$1\" <&3; found=$?; kill $!; exit $found";
        Outcome found = run("bash", "-c", script, unit, text);
        assertEquals(0, found.status(), () -> "no \"" + text + "\" in the journal of " + unit);
    }

    /** Connects to the container's loopback, {@code 127.0.0.1} or {@code ::1}. */
    Client connect(String address, int port) throws IOException {
        return new Client(network.connect(InetAddress.getByName(address), port));
    }

    @Override
    public void close() throws IOException {
        try (turn) {
            Path journal = Stage.PROJECT.resolve("tests/target/journal/" + name + ".log");
            Files.createDirectories(journal.getParent());
            Files.writeString(
                    journal,
                    run("journalctl", "--no-pager", "--output=short-precise").out());
            network.close();
            stop(journal);
            assertEquals(List.of(), leftovers(), "left behind");
        }
    }

    /** Returns what is there of the container after its end, by its control group and its name; empty is good. */
    private List<String> leftovers() throws IOException {
        List<String> found = new ArrayList<>(group.remove());
        // The directory with a container's name is systemd-nspawn's own, which leaves it empty.
        Path tunnel = Path.of("/run/systemd/nspawn/propagate", MACHINE);
        if (Files.isDirectory(tunnel)) {
            try (Stream<Path> files = Files.list(tunnel)) {
                files.forEach(file -> found.add(file.toString()));
            }
        }
        return found;
    }

    private void stop(Path journal) throws IOException {
        nspawn.destroy();
        try {
            boolean stopped = nspawn.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS);
            nspawn.destroyForcibly().waitFor();
            assertTrue(stopped, "the container did not stop within " + STOP_SECONDS_MAX + " s; see " + journal);
        } catch (InterruptedException e) {
            throw new IOException("interrupted while stopping the container", e);
        }
    }
}
