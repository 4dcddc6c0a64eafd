package org.usher.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.usher.posix.Kernel;
import org.usher.unit.UnitFiles;
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

    private static final String NAME = "org.freedesktop.systemd1";
    private static final String ROOT = "/org/freedesktop/systemd1";
    private static final String MANAGER = "org.freedesktop.systemd1.Manager";
    private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
    private static final String ACTIVE = "active";
    private static final String FAILED = "failed";
    private static final String UNITS = ROOT + "/unit/";
    /** What is answered about a unit that is gone, or whose name can be none. */
    private static final String[] NO_SUCH_UNIT = {
        "org.freedesktop.DBus.Error.UnknownObject",
        "org.freedesktop.DBus.Error.InvalidArgs",
        "org.freedesktop.systemd1.NoSuchUnit"
    };

    /** What is asked of every unit: one call each, since GetAll of a unit is a hundred properties. */
    private static final List<String> ASKED = List.of("FragmentPath", "DropInPaths", "NeedDaemonReload");

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
    private final Changed changed = new Changed();
    /** The unique name of systemd on the bus: signals of any other sender are nobody's word. Empty until subscribed. */
    private String owner = "";

    private boolean reloaded;

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
        try {
            Map<String, Listed> listed = list(connection(), list);
            List<Call> calls = new ArrayList<>();
            for (Listed unit : listed.values()) {
                calls.addAll(unit.properties());
            }
            Iterator<Reply> replies = connection().callAll(calls).iterator();
            List<UnitFiles> sockets = new ArrayList<>();
            for (Map.Entry<String, Listed> unit : listed.entrySet()) {
                UnitFiles files = files(unit.getKey(), unit.getValue(), replies);
                if (files != null) {
                    sockets.add(files);
                }
            }
            return sockets;
        } catch (IOException failure) {
            throw lost(failure);
        }
    }

    @Override
    public List<Path> filesOf(String unit) throws IOException {
        UnitFiles files;
        try {
            Listed named = new Listed("", UNITS + UnitLabel.of(unit));
            files = files(unit, named, connection().callAll(named.properties()).iterator());
        } catch (IOException failure) {
            throw lost(failure);
        }
        if (files != null && !files.isAnswered()) {
            throw new IOException("ask systemd for the files of " + unit + ": " + files.result());
        }
        return files == null ? List.of() : files.files();
    }

    @Override
    public List<Path> pathsOf(String unit, String key) throws IOException {
        try {
            Call get = new Listed("", UNITS + UnitLabel.of(unit)).get("Socket", "Listen");
            Reply reply = connection().call(get);
            if (reply instanceof Reply.Failed) {
                return List.of(); // the unit has gone since it was listed
            }
            MessageReader listeners = value(reply, "a(ss)", unit);
            List<Path> paths = new ArrayList<>();
            int end = listeners.arrayEnd(8);
            while (listeners.position() < end) {
                listeners.align(8);
                String kind = listeners.string();
                String address = listeners.string();
                if (key.equals("Listen" + kind) && address.startsWith("/")) {
                    paths.add(Path.of(address));
                }
            }
            listeners.endArray(end);
            return paths;
        } catch (IOException failure) {
            throw lost(failure);
        }
    }

    /**
     * Asks to be told of changes from now on. Subscribe first and read then, or a change between the two is missed; after
     * an {@link IOException} do both again.
     */
    public void subscribe() throws IOException {
        try {
            if (owner.isEmpty()) {
                List<Reply> replies = connection()
                        .callAll(List.of(
                                bus("AddMatch", OWNER_CHANGES), // before the owner is asked for, or a change is missed
                                bus("GetNameOwner", NAME),
                                bus("AddMatch", RELOADS),
                                bus("AddMatch", SOCKET_CHANGES),
                                Call.of(NAME, ROOT, MANAGER, "Subscribe")));
                for (int i : new int[] {0, 2, 3}) {
                    replies.get(i).values("", "AddMatch");
                }
                replies.get(4).values("", "Subscribe");
                owner = replies.get(1).values("s", "GetNameOwner").string();
            }
        } catch (IOException failure) {
            throw lost(failure);
        }
    }

    private static Call bus(String member, String argument) {
        return Call.of(BusConnection.BUS, "/org/freedesktop/DBus", BusConnection.BUS, member, argument);
    }

    /** Waits until something changes, and returns all that is known by then; nothing if nothing changes in time. */
    public Changes awaitChanges(Duration atMost) throws IOException {
        try {
            long end = System.nanoTime() + atMost.toNanos();
            Duration left = atMost;
            while (changed.isEmpty() && !left.isNegative() && connection().awaitSignals(left)) {
                left = Duration.ofNanos(end - System.nanoTime());
            }
            return changed.take();
        } catch (IOException failure) {
            throw lost(failure);
        }
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
    private void heard(Message signal) throws MalformedMessageException {
        String member = String.valueOf(signal.member());
        if (BusConnection.BUS.equals(signal.sender()) && member.equals("NameOwnerChanged")) {
            if (signal.body().string().equals(NAME)) {
                signal.body().string(); // the owner before
                owner = signal.body().string();
                reloaded = true;
                changed.addEverything();
            }
        } else if (!owner.isEmpty() && owner.equals(signal.sender())) {
            heardFromSystemd(member, signal);
        }
    }

    private void heardFromSystemd(String member, Message signal) throws MalformedMessageException {
        String path = String.valueOf(signal.path());
        if (member.equals("Reloading")) {
            reloaded = true;
            if (!signal.body().bool()) { // true announces the beginning
                changed.addEverything();
            }
        } else if (member.equals("PropertiesChanged") && path.startsWith(UNITS)) {
            changed.add(UnitLabel.unit(path.substring(UNITS.length())));
        }
    }

    private BusConnection connection() throws IOException {
        if (connection == null) {
            connection = BusConnection.open(kernel, bus, silenceMax, this::heard);
        }
        return connection;
    }

    /** Closes the connection that failed, and says so in one sentence. */
    private IOException lost(IOException failure) {
        close();
        String why = Files.exists(bus)
                ? bus + ": " + failure.getMessage()
                : bus + " does not exist (install and start dbus: systemctl enable --now dbus.socket)";
        return new IOException("cannot ask systemd which units are active: " + why, failure);
    }

    @Override
    public void close() {
        BusConnection closing = connection;
        connection = null;
        owner = "";
        if (closing != null) {
            closing.close();
        }
    }

    /** A unit of which systemd has told what it does and where the rest is to be asked. */
    private record Listed(String state, String path) {
        List<Call> properties() {
            List<Call> calls = new ArrayList<>();
            for (String property : ASKED) {
                calls.add(get("Unit", property));
            }
            if (hasFailed()) {
                calls.add(get("Socket", "Result"));
            }
            return calls;
        }

        boolean hasFailed() {
            return state.equals(FAILED);
        }

        private Call get(String contract, String property) {
            return Call.of(NAME, path, PROPERTIES, "Get", NAME + "." + contract, property);
        }
    }

    /** The units of such a list that are active or have failed; a name that is asked for may be neither. */
    private static Map<String, Listed> list(BusConnection bus, Call list) throws IOException {
        MessageReader units = bus.call(list).values("a(ssssssouso)", list.member());
        Map<String, Listed> byName = new TreeMap<>();
        int end = units.arrayEnd(8);
        while (units.position() < end) {
            units.align(8);
            String name = units.string();
            units.string(); // description
            units.string(); // load state
            String active = units.string();
            String state = units.string();
            units.string(); // unit that it follows
            String path = units.string();
            if (active.equals(ACTIVE) || active.equals(FAILED)) {
                byName.put(name, new Listed(state, path));
            }
            units.uint32(); // its job
            units.string();
            units.string();
        }
        units.endArray(end);
        return byName;
    }

    /**
     * Puts the answers to {@link Listed#properties} together; null if there is no such unit, or none any more. An error
     * for an answer is this unit's alone.
     */
    private static @Nullable UnitFiles files(String unit, Listed listed, Iterator<Reply> replies) {
        List<Reply> answers = new ArrayList<>();
        boolean gone = false;
        for (int asked = listed.properties().size(); asked > 0; asked--) {
            Reply answer = replies.next();
            gone |= answer.failedWith(NO_SUCH_UNIT);
            answers.add(answer);
        }
        if (gone) {
            return null;
        }
        try {
            List<Path> files = new ArrayList<>();
            String fragment = value(answers.get(0), "s", unit).string();
            if (!fragment.isEmpty()) {
                files.add(Path.of(fragment));
            }
            for (String dropIn : value(answers.get(1), "as", unit).strings()) {
                files.add(Path.of(dropIn));
            }
            boolean needsReload = value(answers.get(2), "b", unit).bool();
            String result =
                    listed.hasFailed() ? value(answers.get(3), "s", unit).string() : "";
            return new UnitFiles(unit, files, listed.state(), result, needsReload);
        } catch (IOException | InvalidPathException error) {
            return UnitFiles.unanswered(unit, String.valueOf(error.getMessage()));
        }
    }

    private static MessageReader value(Reply reply, String type, String unit) throws IOException {
        MessageReader value = reply.values("v", "Get of " + unit);
        value.variant(type);
        return value;
    }
}
