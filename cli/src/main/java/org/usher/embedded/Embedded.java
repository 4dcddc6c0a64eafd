package org.usher.embedded;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.usher.activation.Activation;
import org.usher.claim.UnitClaims;
import org.usher.offline.UnitPath;
import org.usher.posix.Kernel;
import org.usher.posix.SocketType;
import org.usher.route.App;
import org.usher.route.Claim;

/**
 * A dispatcher and the apps of one directory, while they are served in the foreground.
 *
 * <p>Each service has a thread; {@link #stop} may be called from any. Closing ends nothing that still runs: run first.
 */
public final class Embedded implements AutoCloseable {
    private static final Path RETURN = Path.of("/run/usher/return");
    private static final Path CONTROL = Path.of("/run/usher/control");
    private static final long LOOK_SECONDS = 1;

    private final Plan plan;
    private final UnitClaims declarations;
    private final PrivateRoot root;
    private final PrintStream out;
    private final Map<String, String> inherited;
    private final List<Activated> services = new ArrayList<>();
    private final List<Claim> served = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final String files;
    private final Kernel kernel = Kernel.linux();
    private final Children children = new Children();
    private final CompletableFuture<Boolean> stopping = new CompletableFuture<>();

    private Embedded(Plan plan, UnitClaims declarations, PrivateRoot root, PrintStream out) {
        this.plan = plan;
        this.declarations = declarations;
        this.root = root;
        this.out = out;
        this.inherited = inherited(plan.variables(), root);
        this.files = stamp(plan.directory());
    }

    /**
     * Reads the unit files and binds all sockets; from here on clients can connect, and wait.
     *
     * @param out takes what the programs write, and what becomes of them
     * @throws IOException with a sentence if an address or the directory cannot be used; nothing is left behind
     */
    public static Embedded prepare(Plan plan, PrintStream out) throws IOException {
        UnitClaims declarations = UnitClaims.read(UnitPath.directory(plan.directory()));
        Embedded embedded = new Embedded(plan, declarations, PrivateRoot.make(plan.variables()), out);
        try {
            embedded.bindDispatcher();
            embedded.bindApps();
            return embedded;
        } catch (IOException | RuntimeException failure) {
            embedded.close();
            throw failure;
        }
    }

    /** What systemd has told our own process is not for the programs that we start. */
    private static Map<String, String> inherited(Map<String, String> variables, PrivateRoot root) {
        Map<String, String> inherited = new HashMap<>(variables);
        Activation.removeFrom(inherited);
        inherited.keySet().removeAll(Set.of("NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"));
        inherited.put("USHER_RETURN", root.directory() + RETURN.toString());
        inherited.put("USHER_CONTROL", root.directory() + CONTROL.toString());
        return inherited;
    }

    private void bindDispatcher() throws IOException {
        Path state = Files.createDirectories(Path.of(root.directory() + "/var/lib/usher"));
        Map<String, String> variables = new HashMap<>(inherited);
        variables.put("STATE_DIRECTORY", state.toString());
        List<String> words = new ArrayList<>(plan.dispatcher());
        words.addAll(List.of("--unit-path", plan.directory().toString()));
        words.addAll(List.of("--socket-root", root.directory().toString()));
        words.addAll(List.of("--port", String.valueOf(plan.listen().get(0).port())));
        Program program = new Program(words, variables, Path.of("/"), StartLimit.USUAL);
        Activated dispatcher = new Activated("usher.service", program, children, out);
        services.add(dispatcher);
        for (ListenAddress listen : plan.listen()) {
            dispatcher.add(() -> BoundSocket.tcp(kernel, "http", listen));
        }
        dispatcher.add(() -> BoundSocket.unix(kernel, "return", SocketType.SOCK_DGRAM, root.place(RETURN))
                .passingCredentials());
        dispatcher.add(() -> BoundSocket.unix(kernel, "control", SocketType.SOCK_STREAM, root.place(CONTROL)));
    }

    private void bindApps() {
        Map<String, List<Claim>> units = declarations.claims().stream()
                .collect(groupingBy(claim -> claim.app().unit(), LinkedHashMap::new, toList()));
        units.forEach((unit, claims) -> {
            try {
                App app = claims.get(0).app();
                AppUnit own = AppUnit.read(
                        UnitPath.directory(plan.directory()), unit, inherited, text -> notes.add(unit + ": " + text));
                if (app.socket().equals(App.RELAY)) { // it is told paths without our root
                    bindOwn("usher-relay", App.RELAY, List.of("--socket-root", String.valueOf(root.directory())));
                }
                if (app.first() != null) {
                    bindOwn("usher-static", app.first().socket(), List.of());
                }
                bindApp(own);
                served.addAll(claims);
            } catch (IOException | IllegalArgumentException unusable) {
                notes.add(unit + " is not served: " + unusable.getMessage());
            }
        });
    }

    /** One of usher's own programs, which all units share. */
    private void bindOwn(String name, Path socket, List<String> arguments) throws IOException {
        if (!Files.exists(root.place(socket))) {
            List<String> words = new ArrayList<>(arguments);
            words.add(0, "/usr/lib/usher/" + name);
            Program program = new Program(words, inherited, Path.of("/"), StartLimit.USUAL);
            AppUnit.Listen listen = new AppUnit.Listen(SocketType.SOCK_DGRAM, socket);
            bindApp(new AppUnit(name + ".service", name + ".socket", List.of(listen), program));
        }
    }

    private void bindApp(AppUnit unit) throws IOException {
        Program program = unit.program().from(Path.of(plan.dispatcher().get(0)).resolveSibling(""));
        Activated app = new Activated(unit.service(), program, children, out);
        try {
            for (AppUnit.Listen listen : unit.listens()) {
                app.add(() -> BoundSocket.unix(kernel, unit.fdName(), listen.type(), root.place(listen.path())));
            }
            services.add(app);
        } catch (IOException | IllegalArgumentException unusable) {
            app.close();
            throw unusable;
        }
    }

    /** What the units declare. */
    public UnitClaims declarations() {
        return declarations;
    }

    /** The claims of the apps that are served. */
    public List<Claim> served() {
        return List.copyOf(served);
    }

    /** A sentence for every unit that claims something and cannot be served here, or not as it is written. */
    public Collection<String> notes() {
        return List.copyOf(notes);
    }

    /** Where {@code usherctl} reaches the dispatcher. */
    public Path controlSocket() {
        return Path.of(root.directory() + CONTROL.toString());
    }

    /**
     * Starts the dispatcher, and apps as they are wanted; returns when all have ended after {@link #stop}, or because unit
     * files have changed. Returns whether they have. Of programs that do not end, Ctrl-C, or 5 s, makes an end.
     */
    public boolean run() throws IOException {
        services.forEach(service -> service.begin(service == services.get(0)));
        boolean changed = false;
        while (!changed
                && !stopping.copy()
                        .completeOnTimeout(false, LOOK_SECONDS, TimeUnit.SECONDS)
                        .join()) {
            changed = !files.equals(stamp(plan.directory()));
        }
        if (changed) {
            out.println("Unit files have changed: everything starts anew.");
        }
        services.forEach(Activated::stop);
        // in our process group, so a second Ctrl-C ends it: the JVM hears only the first
        Process patience = new ProcessBuilder("sleep", "5").inheritIO().start();
        CompletableFuture<Void> killed = patience.onExit()
                .thenRun(() -> services.forEach(service -> service.kill("does not end after SIGTERM")));
        services.forEach(Activated::awaitEnd);
        patience.destroy();
        killed.join();
        return changed;
    }

    /** Ends all programs. From any thread; {@link #run} returns soon. */
    public void stop() {
        stopping.complete(true);
    }

    @Override
    public void close() throws IOException {
        services.forEach(Activated::close);
        root.close();
    }

    /** A text that is another one after a change of unit files or drop-ins; empty if {@code directory} cannot be read. */
    private static String stamp(Path directory) {
        try (Stream<Path> tree = Files.walk(directory, 2)) {
            return tree.filter(file -> file.toString().matches(".*[.](socket|service|conf)"))
                    .map(Path::toFile)
                    .map(file -> file + " " + file.lastModified() + " " + file.length())
                    .sorted()
                    .collect(joining("\n"));
        } catch (IOException | UncheckedIOException unreadable) {
            return "";
        }
    }
}
