package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Java servers as apps by the adapters of {@code sd-activation}, each with the app that its page shows, behind usher. */
@SystemTest
@Tag("jvm")
final class AdaptersTest {
    /** A server, which serves {@code /NAME/}; its app lies beside the tests of its adapter and ends when it is idle. */
    enum Adapter {
        JETTY("jetty", "jetty.JettyApp"),
        TOMCAT("tomcat", "tomcat.TomcatApp"),
        SPRING("spring-boot", "spring.SpringApp"),
        NETTY("netty", "netty.NettyApp"),
        VERTX("netty", "netty.VertxApp"),
        HTTPSERVER("httpserver", "httpserver.HttpServerApp");

        final String module;
        final String program;

        Adapter(String module, String program) {
            this.module = module;
            this.program = program;
        }

        String app() {
            return name().toLowerCase(Locale.ROOT);
        }

        String unit() {
            return app() + ".service";
        }

        String path() {
            return "/" + app() + "/";
        }

        Adapter other() {
            return this == HTTPSERVER ? NETTY : HTTPSERVER;
        }
    }

    private static final String JARS = "/usr/lib/adapters/";
    private static final int IDLE_SECONDS = 3;
    private static final int CLIENTS = 4;
    private static final int RESTARTS = 3;

    private static final String SERVICE =
            """
            [Unit]
            StartLimitIntervalSec=0
            [Service]
            Type=notify
            ExecStart=
            ExecStart=sh -c 'exec "$${JAVA_HOME:+$$JAVA_HOME/bin/}java" -Xmx128m -XX:+UseSerialGC \
            -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
            -Dusher.idleExitSeconds=SECONDS -cp "$$(cat CLASSPATH)" PROGRAM SECONDS'
            SuccessExitStatus=143
            SupplementaryGroups=usher-app
            TimeoutStopSec=40
            """;

    private final Container container;

    AdaptersTest(Container container) {
        this.container = container;
    }

    /** Installs all of them at the first test, with the class paths that Maven has made for their tests. */
    @BeforeEach
    void install() throws IOException {
        container.systemctl("start", "usher.socket", "usher.service");
        if (!Files.exists(container.path(JARS))) {
            for (Adapter adapter : Adapter.values()) {
                String classPath = JARS + adapter.module + "/class-path";
                if (!Files.exists(container.path(classPath))) {
                    container.write(classPath, String.join(":", copy(adapter.module)));
                }
                String service = SERVICE.replace("SECONDS", Integer.toString(IDLE_SECONDS))
                        .replace("CLASSPATH", classPath)
                        .replace("PROGRAM", "org.usher.adapter." + adapter.program);
                Apps.enable(container, adapter.app(), service, "");
            }
        }
    }

    /** Copies the classes of an adapter, of its tests and of all that they need, and returns where they are. */
    private List<String> copy(String module) throws IOException {
        Path target = Stage.PROJECT.resolve("sd-activation/" + module + "/target");
        List<String> from = new ArrayList<>(List.of(target + "/classes", target + "/test-classes"));
        from.addAll(
                List.of(Files.readString(target.resolve("class-path")).strip().split(File.pathSeparator)));
        List<String> copies = new ArrayList<>();
        for (String one : from) {
            String copy = JARS + module + "/" + copies.size() + (one.endsWith(".jar") ? ".jar" : "");
            Files.createDirectories(container.path(copy).getParent());
            Command.run("cp", "-r", one, container.path(copy).toString()).succeeded();
            copies.add(copy);
        }
        return copies;
    }

    @ParameterizedTest
    @EnumSource
    void firstRequestStartsAnAppThatKnowsItsClient(Adapter adapter) throws IOException {
        for (String client : List.of("127.0.0.7", "::1")) {
            container.systemctl("stop", adapter.unit(), "usher.service");
            String url = "http://" + (client.equals("::1") ? "[::1]" : "127.0.0.1") + adapter.path();
            String answer = container
                    .run("curl", "-sSf", "--interface", client, "-H", "Host: localhost", url)
                    .succeeded();
            assertTrue(answer.startsWith(adapter.app() + " "), answer);
            assertTrue(answer.contains(client) || answer.contains("0:0:0:0:0:0:0:1"), answer);
        }
        try (Client client = container.connect("127.0.0.1", 80)) { // or it might be idle for long enough, and end
            client.send("GET " + adapter.path() + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.receiveBody();
            String main = container.property(adapter.unit(), "MainPID");
            String executable =
                    container.run("readlink", "/proc/" + main + "/exe").succeeded();
            assertTrue(executable.startsWith(System.getProperty("usher.jdk", "/usr/lib/jvm/java-17-")), executable);
        }
    }

    @Test
    void oneConnectionIsServedByAllOfThemInTurn() throws IOException {
        try (Client client = container.connect("127.0.0.1", 80)) {
            askEach(client);
            askEach(client);
        }
    }

    /** A GET and a POST to each app, the next app's request on the same connection. */
    private static void askEach(Client client) throws IOException {
        for (Adapter adapter : Adapter.values()) {
            client.send("GET " + adapter.path() + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals(adapter.app() + " 127.0.0.1\n", client.receiveBody());
            client.send("POST " + adapter.path() + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
            assertEquals(adapter.app() + " 127.0.0.1\n", client.receiveBody());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyAppKeepsTheRulesOfTheProtocolEvenWhileItIsStopped(Adapter adapter) throws IOException {
        Wire.awaitStatus(container, adapter.path(), 200);
        Outcome probe = container.run("usherctl", "probe", adapter.path(), "--unit", adapter.unit());
        assertEquals(0, probe.status(), probe::toString);
    }

    /** Connections that go from app to app meanwhile, so that some of them wait in each, idle, when it is stopped. */
    @Test
    void restartsUnderLoadLoseNoRequestOfAKeptConnection() throws IOException {
        AtomicBoolean isRestarting = new AtomicBoolean(true);
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(CompletableFuture.runAsync(() -> askWhile(isRestarting)));
        }
        try {
            for (int i = 0; i < RESTARTS; i++) {
                for (Adapter adapter : Adapter.values()) {
                    container.systemctl("restart", adapter.unit());
                }
            }
        } finally {
            isRestarting.set(false);
        }
        clients.forEach(CompletableFuture::join);
    }

    private void askWhile(AtomicBoolean goesOn) {
        try {
            while (goesOn.get()) {
                try (Client client = container.connect("127.0.0.1", 80)) {
                    askEach(client);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Another app, which has become idle later and has no connection, ends first. */
    @ParameterizedTest
    @EnumSource
    void idleAppEndsAndIsStartedAgainButNotWhileAConnectionIsOpen(Adapter adapter) throws IOException {
        try (Client client = container.connect("127.0.0.1", 80)) {
            client.send("GET " + adapter.path() + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.receiveBody();
            Wire.awaitStatus(container, adapter.other().path(), 200);
            container.awaitProperty(adapter.other().unit(), "ActiveState", "inactive");
            assertEquals("active", container.property(adapter.unit(), "ActiveState"));
        }
        container.awaitProperty(adapter.unit(), "ActiveState", "inactive");
        assertEquals("success", container.property(adapter.unit(), "Result"));
        assertEquals(200, Wire.status(container, adapter.path()));
    }
}
