package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Five hundred changes of who owns a prefix, while requests come all the time. Of each change it is known when it was
 * begun and when the new owner was seen: between the two either may answer, and at any other time only the one.
 */
@SystemTest
final class ChangesUnderLoadTest {
    private static final int PREFIXES = 24;
    private static final int EDITS = 40;
    private static final int MOVED_BY_EACH = 12;
    private static final int STOPS = 10;
    private static final int GENERATORS = 4;
    private static final int REQUESTS_PER_SECOND = 2000;
    private static final List<String> APPS = List.of("ann", "bob", "cat");
    /** Two units claim it; the one that comes first by name owns it while it listens. */
    private static final String SHARED = "/shared/";

    private static final Set<String> WHILE_AN_APP_STOPS = Set.of("503", "ConnectionResetError", "empty");

    private final Container container;
    /** Of each path the owners one after another. */
    private final Map<String, List<Ownership>> owners = new TreeMap<>();

    ChangesUnderLoadTest(Container container) {
        this.container = container;
    }

    /** From when on a path was this app's, at the earliest, and from when on it surely was. */
    private record Ownership(String app, long earliestNanos, long surelyNanos, boolean afterStop) {}

    @Test
    void everyAnswerIsOfAnAppThatOwnedThePrefixWhileTheRequestLived() throws Exception {
        container.install("named.py", "/opt/named.py");
        container.install("steady.py", "/opt/steady.py");
        for (String app : List.of("ann", "bob", "cat", "sam", "tom")) {
            install(app);
        }
        claim("sam", List.of(SHARED));
        claim("tom", List.of(SHARED));
        Map<String, String> owner = new HashMap<>();
        for (int i = 0; i < PREFIXES; i++) {
            owner.put("/p" + i + "/", APPS.get(i % APPS.size()));
        }
        claimAll(owner);
        container.systemctl("daemon-reload");
        container.systemctl(
                "start", "usher.socket", "ann.socket", "bob.socket", "cat.socket", "sam.socket", "tom.socket");
        for (Map.Entry<String, String> each : owner.entrySet()) {
            await(each.getKey(), each.getValue());
            owns(each.getKey(), each.getValue(), 0, false);
        }
        await(SHARED, "sam");
        owns(SHARED, "sam", 0, false);

        List<Process> generators = new ArrayList<>();
        for (int i = 0; i < GENERATORS; i++) {
            generators.add(generator(i));
        }
        long begun = System.nanoTime();
        change(owner);
        long took = System.nanoTime() - begun;
        for (Process generator : generators) {
            generator.getOutputStream().close();
            assertEquals(0, generator.waitFor());
        }
        judge(took);
    }

    private void change(Map<String, String> owner) throws IOException {
        Random random = new Random(3);
        for (int round = 0; round < EDITS; round++) {
            List<String> moved = new ArrayList<>();
            for (int k = 0; k < MOVED_BY_EACH; k++) {
                String path = "/p" + (round * MOVED_BY_EACH + k) % PREFIXES + "/";
                int step = 1 + random.nextInt(APPS.size() - 1);
                owner.put(path, APPS.get((APPS.indexOf(owner.get(path)) + step) % APPS.size()));
                moved.add(path);
            }
            long start = System.nanoTime(); // a reading that is under way may find what is written now
            claimAll(owner);
            container.systemctl("daemon-reload");
            for (String path : moved) {
                await(path, owner.get(path));
                owns(path, owner.get(path), start, false);
            }
            if (round % (EDITS / STOPS) == 0) {
                stopAndStart();
            }
        }
    }

    private void stopAndStart() throws IOException {
        long start = System.nanoTime();
        container.systemctl("stop", "sam.socket", "sam.service");
        await(SHARED, "tom");
        owns(SHARED, "tom", start, true);
        start = System.nanoTime();
        container.systemctl("start", "sam.socket");
        await(SHARED, "sam");
        owns(SHARED, "sam", start, false);
    }

    private void judge(long tookNanos) throws IOException {
        List<String> wrong = new ArrayList<>();
        long requests = 0;
        for (int i = 0; i < GENERATORS; i++) {
            for (String line : Files.readAllLines(container.path("/run/steady" + i))) {
                String[] words = line.split(" ", -1);
                requests++;
                if (!mayBe(words[3], words[2], Long.parseLong(words[0]), Long.parseLong(words[1]))) {
                    wrong.add(line + " of " + owners.get(words[2]));
                }
            }
        }
        int changes = EDITS * MOVED_BY_EACH + 2 * STOPS;
        System.out.println(
                "changes under load: " + changes + " changes in " + tookNanos / 1_000_000 + " ms, " + requests
                        + " requests, " + requests * 1_000_000_000 / tookNanos + " a second, wrong: " + wrong.size());
        assertEquals(List.of(), wrong.subList(0, Math.min(5, wrong.size())), wrong.size() + " of " + requests);
        assertTrue(requests > changes, "there were requests: " + requests);
    }

    /** Whether a request that began and ended then may have been answered so. */
    private boolean mayBe(String answer, String path, long began, long ended) {
        List<Ownership> all = owners.get(path);
        for (int i = 0; i < all.size(); i++) {
            Ownership now = all.get(i);
            long surelyOver = i + 1 < all.size() ? all.get(i + 1).surelyNanos : Long.MAX_VALUE;
            boolean owned = now.earliestNanos <= ended && began <= surelyOver;
            boolean stopping = now.afterStop && now.earliestNanos <= ended && began <= now.surelyNanos;
            if ((owned && answer.equals(now.app)) || (stopping && WHILE_AN_APP_STOPS.contains(answer))) {
                return true;
            }
        }
        return false;
    }

    /** Notes that {@code app} owns the path since some time after {@code earliestNanos}, and surely now. */
    private void owns(String path, String app, long earliestNanos, boolean afterStop) {
        owners.computeIfAbsent(path, any -> new ArrayList<>())
                .add(new Ownership(app, earliestNanos, System.nanoTime(), afterStop));
    }

    private void await(String path, String app) throws IOException {
        long end = System.nanoTime() + 30_000_000_000L;
        String last = "";
        while (System.nanoTime() < end && !last.endsWith("\r\n\r\n" + app)) {
            try (Client client = container.connect("127.0.0.1", 80).send(Wire.get(path))) {
                last = client.receiveAll();
            } catch (IOException ignored) { // an app that stops takes what waits in its socket along
                last = "";
            }
        }
        assertTrue(last.endsWith("\r\n\r\n" + app), path + " of " + app + ": " + last);
    }

    private void claimAll(Map<String, String> owner) throws IOException {
        for (String app : APPS) {
            List<String> claims = new ArrayList<>();
            for (Map.Entry<String, String> each : owner.entrySet()) {
                if (each.getValue().equals(app)) {
                    claims.add(each.getKey());
                }
            }
            claim(app, claims);
        }
    }

    private void claim(String app, List<String> paths) throws IOException {
        container.write(
                "/etc/systemd/system/" + app + ".socket.d/50-http.conf",
                "[X-HTTP]\nPrefix=" + String.join(" ", paths) + "\n");
    }

    private void install(String app) throws IOException {
        container.write(
                "/etc/systemd/system/" + app + ".socket",
                """
                [Socket]
                ListenDatagram=/run/usher/apps/%p.sock
                SocketMode=0660
                SocketGroup=usher
                """);
        container.write(
                "/etc/systemd/system/" + app + ".service",
                "[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/usr/bin/python3 /opt/named.py %p\n");
    }

    private Process generator(int i) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "python3",
                "/opt/steady.py",
                Integer.toString(REQUESTS_PER_SECOND / GENERATORS),
                "/run/steady" + i,
                SHARED));
        for (int k = 0; k < PREFIXES; k++) {
            words.add("/p" + k + "/");
        }
        return container.start(words.toArray(String[]::new));
    }
}
