package org.usher.systemd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.usher.systemd.WireMessage.Variant;

/** A systemd that knows four socket units and writes down what it is asked. */
final class FakeSystemd implements FakeBus.Script {
    /** The unique name of systemd on the bus. */
    static final String OWNER = ":1.2";

    /** What is said of a unit: state, fragment, drop-ins, and whether it needs a reload. */
    record Unit(String state, String fragment, List<String> dropIns, boolean needsReload) {}

    static final Map<String, Unit> UNITS = Map.of(
            "wiki.socket",
            new Unit("running", "/etc/wiki.socket", List.of("/etc/wiki.socket.d/50-http.conf", "/run/x.conf"), true),
            "dbus.socket",
            new Unit("listening", "/lib/dbus.socket", List.of(), false),
            "made-up.socket",
            new Unit("listening", "", List.of(), false),
            "shop.socket",
            new Unit("failed", "/etc/shop.socket", List.of(), false));

    /** What it was asked, in order. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void run(FakeBus.Peer peer) throws IOException {
        peer.welcome();
        while (true) {
            FakeBus.Received call = peer.next();
            String described = described(call.message());
            calls.add(described);
            if (described.startsWith("ListUnits")) {
                peer.reply(call, "a(ssssssouso)", rows(described));
            } else {
                tell(peer, call, described);
            }
        }
    }

    private static List<Object> rows(String described) {
        List<Object> rows = new ArrayList<>();
        UNITS.forEach((name, unit) -> {
            if (!described.contains("ByNames") || described.contains(name)) {
                rows.add(row(name, unit.state));
            }
        });
        rows.add(row("stopped.socket", "dead"));
        return rows;
    }

    private static void tell(FakeBus.Peer peer, FakeBus.Received call, String described) throws IOException {
        Unit unit = null;
        for (Map.Entry<String, Unit> each : UNITS.entrySet()) {
            if (described.contains("/" + ListedUnit.label(each.getKey()) + " ")) {
                unit = each.getValue();
            }
        }
        if (unit == null) {
            peer.error(call, "org.freedesktop.systemd1.NoSuchUnit", "Unit not found.");
        } else if (described.endsWith("Result")) {
            peer.reply(call, "v", new Variant("s", "trigger-limit-hit"));
        } else if (described.endsWith("FragmentPath")) {
            peer.reply(call, "v", new Variant("s", unit.fragment));
        } else if (described.endsWith("DropInPaths")) {
            peer.reply(call, "v", new Variant("as", unit.dropIns));
        } else {
            peer.reply(call, "v", new Variant("b", unit.needsReload));
        }
    }

    /** Returns a call in words: its member and what it names. */
    static String described(Message call) throws IOException {
        String text = call.field(Message.MEMBER);
        if (call.field(Message.SIGNATURE).equals("asas")) {
            return text + " " + call.body().strings() + " " + call.body().strings();
        }
        if (call.field(Message.SIGNATURE).equals("as")) {
            return text + " " + call.body().strings();
        }
        if (text.equals("Get")) {
            call.body().string();
            return text + " " + call.field(Message.PATH) + " " + call.body().string();
        }
        return text;
    }

    /** Returns the row of a unit in a list of units. */
    static Object row(String unit, String state) {
        String path = "/org/freedesktop/systemd1/unit/" + ListedUnit.label(unit);
        String active = Map.of("failed", "failed", "dead", "inactive").getOrDefault(state, "active");
        return List.of(unit, "what it is", "loaded", active, state, "", path, 0, "", "/");
    }
}
