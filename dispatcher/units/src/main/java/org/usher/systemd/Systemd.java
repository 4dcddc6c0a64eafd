package org.usher.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.usher.posix.Kernel;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitName;
import org.usher.unit.UnitSource;

/**
 * The running systemd, asked over the system bus. It connects when first asked, and again after a failure. Used by one
 * thread at a time, never by the one that serves connections: a daemon-reload of many units silences systemd for
 * seconds.
 */
public final class Systemd implements UnitSource {
    /** Where the system bus listens (D-Bus specification, "System message bus"). */
    public static final Path SYSTEM_BUS = Path.of("/run/dbus/system_bus_socket");

    /** How long a reply may take: what libdbus and sd-bus wait, too. */
    public static final Duration SILENCE_MAX = Duration.ofSeconds(25);

    static final String NAME = "org.freedesktop.systemd1";
    private static final String ROOT = "/org/freedesktop/systemd1";
    private static final String MANAGER = "org.freedesktop.systemd1.Manager";
    static final String PROPERTIES = "org.freedesktop.DBus.Properties";
    private static final String ACTIVE = "active";
    static final String FAILED = "failed";
    static final String UNITS = ROOT + "/unit/";

    /** So many names say that asking for everything is cheaper. */
    private static final int CHANGED_MAX = 256;
    /** What is answered about a unit that is gone, or whose name can be none. */
    private static final List<String> NO_SUCH_UNIT = List.of(
            "org.freedesktop.DBus.Error.UnknownObject",
            "org.freedesktop.DBus.Error.InvalidArgs",
            "org.freedesktop.systemd1.NoSuchUnit");

    private static final String OWNER_CHANGES =
            "type='signal',sender='" + BusConnection.BUS + "',member='NameOwnerChanged',arg0='" + NAME + "'";
    private static final String RELOADS = "type='signal',sender='" + NAME + "',member='Reloading'";
    /** With this rule two signals come per daemon-reload; with none on units, two for each unit. */
    private static final String SOCKET_CHANGES = "type='signal',sender='" + NAME + "',interface='" + PROPERTIES
            + "',path_namespace='" + ROOT + "/unit',arg0='org.freedesktop.systemd1.Socket'";

    private final Kernel kernel;
    private final Path bus;
    private final Duration silenceMax;
    private @Nullable BusConnection connection;
    /** The units that have changed and were not returned yet, each once, however often. */
    private final Set<String> changed = new TreeSet<>();

    /** Whether units may have come, gone and changed that nobody has named. */
    private boolean everythingChanged;
    /** The unique name of systemd on the bus: signals of any other sender are nobody's word. Empty until subscribed. */
    private String owner = "";

    private boolean reloaded;
    /** Whether systemd loads all units anew at this moment. */
    private boolean loading;

    public Systemd(Kernel kernel) {
        this(kernel, SYSTEM_BUS, SILENCE_MAX);
    }

    Systemd(Kernel kernel, Path bus, Duration silenceMax) {
        this.kernel = kernel;
        this.bus = bus;
        this.silenceMax = silenceMax;
    }

    /** The socket units that listen, run or have failed, by name: what a failed one claims is still claimed. */
    @Override
    public List<UnitFiles> activeSockets() throws IOException {
        reloaded = false;
        return activeSockets(
                Call.of(NAME, ROOT, MANAGER, "ListUnitsByPatterns", List.of(ACTIVE, FAILED), List.of("*.socket")));
    }

    @Override
    public List<UnitFiles> activeSockets(Set<String> units) throws IOException {
        return activeSockets(Call.of(NAME, ROOT, MANAGER, "ListUnitsByNames", units));
    }

    private List<UnitFiles> activeSockets(Call list) throws IOException {
        return ask(connection -> {
            Map<String, ListedUnit> active = new TreeMap<>();
            MessageReader units = connection.call(list).values("a(ssssssouso)", list.member());
            for (List<String> unit : units.array(8, "ssssssouso")) {
                if (unit.get(3).equals(ACTIVE) || unit.get(3).equals(FAILED)) { // what was named may be neither
                    active.put(unit.get(0), new ListedUnit(unit.get(0), unit.get(4), unit.get(6)));
                }
            }
            return files(connection, active.values());
        });
    }

    @Override
    public List<UnitFiles> named(Set<String> units) throws IOException {
        List<ListedUnit> named = units.stream().map(ListedUnit::named).toList();
        return ask(connection -> files(connection, named));
    }

    /**
     * Asks to be told of changes from now on. Subscribe first and read then, or a change between the two is missed; after
     * an {@link IOException} do both again.
     */
    public void subscribe() throws IOException {
        if (owner.isEmpty()) {
            owner = ask(connection -> {
                // before the owner is asked for, or a change is missed
                for (String rule : List.of(OWNER_CHANGES, RELOADS, SOCKET_CHANGES)) {
                    connection.call(bus("AddMatch", rule)).values("", "AddMatch");
                }
                connection.call(Call.of(NAME, ROOT, MANAGER, "Subscribe")).values("", "Subscribe");
                Message reply = connection.call(bus("GetNameOwner", NAME));
                return reply.values("s", "GetNameOwner").string();
            });
        }
    }

    private static Call bus(String member, String argument) {
        return Call.of(BusConnection.BUS, "/org/freedesktop/DBus", BusConnection.BUS, member, argument);
    }

    /**
     * Waits until something has changed or is about to, at most for {@code atMost}; returns whether it has. What has come
     * before is heard even if there is no time to wait.
     */
    public boolean awaitChange(Duration atMost) throws IOException {
        long end = System.nanoTime() + atMost.toNanos();
        do {
            hear(isQuiet() ? Duration.ofNanos(Math.max(0, end - System.nanoTime())) : Duration.ZERO);
        } while (isQuiet() && end - System.nanoTime() > 0);
        return !isQuiet();
    }

    private boolean isQuiet() {
        return changed.isEmpty() && !everythingChanged && !loading;
    }

    private boolean hear(Duration atMost) throws IOException {
        return ask(connection -> connection.awaitSignals(atMost));
    }

    /**
     * Returns the units that have changed, as far as is known by now, and were not returned before; empty if none is known,
     * or if any may have. While systemd loads units anew, this waits for the end.
     */
    public Set<String> takeChanges() throws IOException {
        while (hear(loading ? silenceMax : Duration.ZERO) && loading) {}
        boolean any = everythingChanged || changed.size() > CHANGED_MAX;
        Set<String> taken = any ? Set.of() : Set.copyOf(changed);
        changed.clear();
        everythingChanged = false;
        return taken;
    }

    /**
     * {@inheritDoc} systemd tells when it begins, before it answers anything from the units that it has loaded anew; that
     * it is done it may tell later than such answers (Manager.Reloading, org.freedesktop.systemd1(5)).
     */
    @Override
    public boolean hasReloaded() {
        return reloaded;
    }

    /** Any signal, while a call waits or while nothing else does. Only what systemd or the bus itself says counts. */
    private void heard(Message signal) {
        try {
            if (BusConnection.BUS.equals(signal.field(Message.SENDER))
                    && signal.field(Message.MEMBER).equals("NameOwnerChanged")) {
                heardOfOwner(signal.body());
            } else if (!owner.isEmpty() && owner.equals(signal.field(Message.SENDER))) {
                heardFromSystemd(signal);
            }
        } catch (MalformedMessageException ignored) { // its sender's fault, which must not cost the connection
        }
    }

    private void heardOfOwner(MessageReader change) throws MalformedMessageException {
        if (change.string().equals(NAME)) {
            change.string(); // the owner before
            owner = change.string();
            reloaded = true;
            loading = false;
            everythingChanged = true;
        }
    }

    private void heardFromSystemd(Message signal) throws MalformedMessageException {
        String path = signal.field(Message.PATH);
        if (signal.field(Message.MEMBER).equals("Reloading")) {
            reloaded = true;
            loading = signal.body().uint32() != 0;
            everythingChanged |= !loading;
        } else if (signal.field(Message.MEMBER).equals("PropertiesChanged") && path.startsWith(UNITS)) {
            String unit = ListedUnit.unitOf(path.substring(UNITS.length()));
            if (UnitName.isValid(unit)) {
                changed.add(unit);
            }
        }
    }

    /** A conversation with the bus that is over when it returns. */
    private interface Question<T> {
        T ask(BusConnection connection) throws IOException;
    }

    /** Asks on the connection there is, or a new one; one that fails is closed, and the failure says so in one sentence. */
    private <T> T ask(Question<T> question) throws IOException {
        try {
            if (connection == null) {
                connection = BusConnection.open(kernel, bus, silenceMax, this::heard);
            }
            return question.ask(connection);
        } catch (IOException failure) {
            close();
            String why = Files.exists(bus)
                    ? bus + ": " + failure.getMessage()
                    : bus + " does not exist (install and start dbus: systemctl enable --now dbus.socket)";
            throw new IOException("cannot ask systemd which units are active: " + why, failure);
        }
    }

    @Override
    public void close() {
        BusConnection closing = connection;
        connection = null;
        owner = "";
        loading = false;
        if (closing != null) {
            closing.close();
        }
    }

    /** The files of those of the units that exist, and still do. */
    private static List<UnitFiles> files(BusConnection connection, Collection<ListedUnit> units) throws IOException {
        List<Call> calls = new ArrayList<>();
        units.forEach(unit -> calls.addAll(unit.questions()));
        List<Message> replies = connection.callAll(calls);
        List<UnitFiles> files = new ArrayList<>();
        int from = 0;
        for (ListedUnit unit : units) {
            List<Message> answers =
                    replies.subList(from, from += unit.questions().size());
            if (answers.stream().noneMatch(answer -> NO_SUCH_UNIT.contains(answer.field(Message.ERROR_NAME)))) {
                files.add(unit.files(answers));
            }
        }
        return files;
    }
}
