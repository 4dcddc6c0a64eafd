package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The receivers for other languages that are there to be copied, each in its small app: they keep the protocol's rules. */
@SystemTest
final class ReceiversTest {
    /** An app by the directory that has it; it serves {@code /NAME/} and tells its client's address. */
    enum Receiver {
        C("/usr/lib/receivers/c"),
        GO("/usr/lib/receivers/go"),
        ASYNCIO("python3 /usr/lib/receivers/python/hello.py"),
        GUNICORN("gunicorn flask_app:app\nKillMode=mixed"),
        PHP("php /usr/lib/receivers/php/hello.php"),
        NODE("/usr/lib/receivers/node/with-usher.py node /usr/lib/receivers/node/node-app.js\nKillMode=mixed"),
        EXPRESS("/usr/lib/receivers/node/with-usher.py node /usr/lib/receivers/node/express-app.js\nKillMode=mixed");

        final String command;

        Receiver(String command) {
            this.command = command;
        }

        String app() {
            return name().toLowerCase(Locale.ROOT);
        }

        String path() {
            return "/" + app() + "/";
        }

        String get() {
            return "GET " + path() + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        }
    }

    /** A TLV that ends beyond the header. */
    private static final String TORN = Messages.HEADER.replace("000c", "000f") + "e00004";

    private final Container container;

    ReceiversTest(Container container) {
        this.container = container;
    }

    /** Installs all of them at the first test. What is compiled has been by tests/run. */
    @BeforeEach
    void install() throws IOException {
        Path programs = container.path("/usr/lib/receivers");
        container.systemctl("start", "usher.socket", "usher.service");
        if (!Files.exists(programs)) {
            copy(Stage.PROJECT.resolve("unit-templates/python"), programs.resolve("node"));
            for (String program : List.of("node-app.js", "express-app.js")) {
                container.install("servers/" + program, "/usr/lib/receivers/node/" + program);
            }
            for (String directory : List.of("node", "python", "php")) {
                copy(Stage.PROJECT.resolve("unit-templates/" + directory), programs.resolve(directory));
            }
            copy(Stage.PROJECT.resolve("tests/target/receivers"), programs);
            container.install("servers/flask_app.py", "/usr/lib/receivers/python/flask_app.py");
            for (Receiver receiver : Receiver.values()) {
                String service = "[Service]\nWorkingDirectory=/usr/lib/receivers/python\nExecStart=\nExecStart="
                        + receiver.command + "\n";
                Apps.enable(container, receiver.app(), service, "");
            }
            Apps.enableEcho(container);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void firstRequestStartsAnAppThatKnowsItsClient(Receiver receiver) throws IOException {
        for (String client : List.of("127.0.0.7", "::1")) {
            container.systemctl("stop", receiver.app() + ".service", "usher.service");
            String url = "http://" + (client.equals("::1") ? "[::1]" : "127.0.0.1") + receiver.path();
            String answer = container
                    .run("curl", "-sSf", "--interface", client, "-H", "Host: localhost", url)
                    .succeeded();
            assertTrue(answer.contains(client), answer);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyReceiverKeepsTheRulesEvenWhileItIsStopped(Receiver receiver) throws IOException {
        Wire.awaitStatus(container, receiver.path(), 200);
        Outcome probe = container.run("usherctl", "probe", receiver.path(), "--unit", receiver.app() + ".service");
        assertEquals(0, probe.status(), probe::toString);
        assertTrue(probe.out().endsWith("\n0 of 10 probes failed.\n"), probe.out());
    }

    @ParameterizedTest
    @EnumSource
    void unreadOctetsComeBeforeThoseOfTheConnection(Receiver receiver) throws IOException {
        String get = receiver.get();
        for (int read : List.of(1, 7, get.length() - 1, get.length())) {
            String message = Messages.HEADER + Messages.hex(get.substring(0, read));
            assertServed(handOff(receiver, message, 1, get.substring(read)));
        }
    }

    /** As with {@code ProxyFrom=}, where the connection is the balancer's; all who can send are believed, or nobody is. */
    @ParameterizedTest
    @EnumSource
    void clientBehindABalancerIsKnownIfOnlyUsherCanTell(Receiver receiver) throws IOException {
        String message = Messages.HEADER;
        String client = handOff(receiver, message, 1, receiver.get()).get(0);
        assertTrue(client.contains("192.0.2.7"), client);
        String ipv6 = Messages.HEADER_IPV6;
        assertTrue(handOff(receiver, ipv6, 1, receiver.get()).get(0).contains("2001:db8::7"), receiver::toString);
        restartWith(receiver.app(), "[Socket]\nSocketMode=0666\n");
        String balancer = handOff(receiver, message, 1, receiver.get()).get(0);
        assertTrue(balancer.contains("127.0.0.1"), balancer);
        restartWith(receiver.app(), "");
    }

    private void restartWith(String app, String socket) throws IOException {
        container.dropIn(app + ".socket", "more", socket);
        Apps.stop(container, app);
        container.systemctl("start", app + ".socket");
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfABadMessageIsLeft(Receiver receiver) throws IOException {
        assertServed(handOff(receiver, Messages.HEADER, 1, receiver.get()));
        long before = Processor.settledDescriptors(container, receiver.app() + ".service");
        for (String message : List.of(
                Messages.HEADER.replace("515549540a", "515549540b"), // another signature
                Messages.HEADER.replace("2111", "1111"), // version 1
                Messages.HEADER.replace("2111", "2112"), // UDP
                Messages.HEADER.replace("000c", "00ff"), // longer than it is
                Messages.HEADER.substring(0, 8),
                TORN)) {
            assertEquals(List.of("reset"), handOff(receiver, message, 1, receiver.get()), message);
        }
        assertEquals(List.of("reset", "reset"), handOff(receiver, Messages.HEADER, 2, receiver.get()));
        handOff(receiver, Messages.HEADER, 0, "");
        handOff(receiver, Messages.HEADER, 100, receiver.get());
        handOff(
                receiver,
                Messages.HEADER + "00".repeat(70_000),
                1,
                receiver.get()); // longer than its buffer: MSG_TRUNC
        assertServed(handOff(receiver, Messages.HEADER, 1, receiver.get()));
        assertEquals(before, Processor.settledDescriptors(container, receiver.app() + ".service"));
    }

    /** What systemd sets on a socket comes in each message, credentials before the descriptor. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PHP") // which cannot read it
    void socketThatAsksForCredentialsAndTimesIsReceivedFrom(Receiver receiver) throws IOException {
        assertMoreInMessagesDoesNoHarm(receiver.app());
    }

    @Test
    void echoExampleReceivesFromSuchASocketToo() throws IOException {
        assertMoreInMessagesDoesNoHarm("echo");
    }

    private void assertMoreInMessagesDoesNoHarm(String app) throws IOException {
        restartWith(app, "[Socket]\nPassCredentials=yes\nPassSecurity=yes\nTimestamping=ns\n");
        Wire.awaitStatus(container, "/" + app + "/", 200);
        restartWith(app, "");
    }

    @Test
    void webSocketSessionOfAnUnmodifiedNodeProgramPassesOctetsBothWays() throws IOException {
        try (Client client = container.connect("127.0.0.1", 80).send(Wire.webSocket("/node/"))) {
            assertTrue(client.receiveHead().startsWith("HTTP/1.1 101 Switching Protocols\r\n"));
            client.send("\u0081\u0085\0\0\0\0hello");
            assertEquals("\u0081\u0005hello", client.receive(7));
        }
    }

    @ParameterizedTest
    @EnumSource
    void restartsUnderLoadLoseNoRequest(Receiver receiver) throws IOException {
        Restarts.assertLoseNothing(container, receiver.app(), receiver.path(), "127.0.0.1");
    }

    private static void assertServed(List<String> answers) {
        assertTrue(answers.get(0).startsWith("HTTP/1.1 200 OK\r\n"), answers::toString);
        assertTrue(answers.get(0).contains("192.0.2.7"), answers::toString);
    }

    private List<String> handOff(Receiver receiver, String message, int count, String request) throws IOException {
        return Messages.handOff(container, receiver.app(), message, count, request);
    }
}
