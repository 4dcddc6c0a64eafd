package org.usher.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The control socket as a Varlink client that is not ours sees it: it reads the descriptions of the interfaces, and
 * compares every reply with them.
 */
@SystemTest
final class VarlinkTest {
    /** What {@code tests/run} builds from {@code tests/varlink/client.go}. */
    private static final Path CLIENT = Stage.PROJECT.resolve("tests/target/varlink-client");

    private static final String DISPATCHER = "org.usher.Dispatcher.";

    private final Container container;

    VarlinkTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void serve() throws IOException {
        assertTrue(Files.isExecutable(CLIENT), CLIENT + " is missing: tests/run builds it");
        Path installed = container.path("/usr/local/bin/varlink-client");
        if (!Files.exists(installed)) {
            Files.copy(CLIENT, installed);
        }
        Apps.enableEcho(container);
        container.systemctl("start", "usher.socket");
        Wire.awaitStatus(container, "/echo/", 200);
    }

    /** What the client prints for the calls, without the descriptions. */
    private List<String> ask(String... calls) throws IOException {
        List<String> lines = askAs("root", calls);
        assertEquals(3 + calls.length, lines.size(), lines.toString());
        return lines.subList(3, lines.size());
    }

    private List<String> askAs(String user, String... calls) throws IOException {
        return container
                .sh("setpriv --reuid=" + user + " --clear-groups varlink-client /run/usher/control <<'END'\n"
                        + String.join(
                                "", Stream.of(calls).map(call -> call + "\n").toList()) + "END")
                .succeeded()
                .lines()
                .toList();
    }

    private static String explain(String host, String target) {
        return DISPATCHER + "Explain {\"scheme\":\"http\",\"address\":\"127.0.0.1\",\"port\":80,\"host\":\"" + host
                + "\",\"target\":\"" + target + "\"}";
    }

    @Test
    void serviceDescribesItselfToAForeignParser() throws IOException {
        assertEquals(
                List.of(
                        "service usher usher org.usher.Dispatcher org.varlink.service",
                        "interface org.usher.Dispatcher GetStatus ListRoutes ListProblems ListReservations Explain DescribeUnit Reload",
                        "interface org.varlink.service GetInfo GetInterfaceDescription"),
                askAs("root"));
    }

    @Test
    void everyReplyIsWhatTheDescriptionDeclares() throws IOException {
        container.dropIn("echo.socket", "mistake", "[X-HTTP]\nPrefix=nonsense //a.example/ /echo/below/\n");
        Apps.enable(container, "rival", "/echo/ /asleep/");
        Apps.enable(container, "asleep", "/asleep/deep/");
        container.systemctl("disable", "--now", "asleep.socket");
        List<String> calls = new ArrayList<>(
                List.of(
                        DISPATCHER + "Reload",
                        DISPATCHER + "GetStatus",
                        DISPATCHER + "ListRoutes",
                        DISPATCHER + "ListProblems",
                        DISPATCHER + "ListReservations",
                        "org.varlink.service.GetInfo",
                        "org.varlink.service.GetInterfaceDescription {\"interface\":\"org.varlink.service\"}",
                        explain("localhost", "/echo/x"),
                        explain("a.example", "/asleep/deep/x"),
                        explain("localhost", "/echo/below/..%2f..%2fasleep/;x"),
                        explain("localhost", "/echo/;x"),
                        explain("localhost", "/\\\\xff%zz"),
                        explain("no,host", "/"),
                        DISPATCHER + "DescribeUnit {\"unit\":\"echo.socket\"}",
                        DISPATCHER + "DescribeUnit {\"unit\":\"asleep.socket\"}",
                        DISPATCHER + "DescribeUnit {\"unit\":\"dbus.socket\"}",
                        DISPATCHER
                                + "Explain {\"scheme\":\"https\",\"address\":\"::1\",\"port\":443,\"host\":null,\"target\":\"/\"}"));
        List<String> replies = ask(calls.toArray(String[]::new));
        for (int i = 0; i < replies.size(); i++) {
            assertTrue(replies.get(i).startsWith("reply {"), calls.get(i) + ": " + replies.get(i));
        }
        assertTrue(replies.get(2).contains("\"prefix\":\"/echo/\",\"unit\":\"echo.socket\""), replies.get(2));
        assertTrue(replies.get(3).contains("\"id\":\"bad-prefix\""), replies.get(3));
        assertTrue(replies.get(7).contains("\"unit\":\"echo.socket\",\"service\":\"echo.service\""), replies.get(7));
        assertTrue(replies.get(8).contains("\"rule\":\"inactive\""), replies.get(8));
        assertTrue(replies.get(9).contains("\"outcome\":\"AmbiguousPath\""), replies.get(9));
        assertTrue(
                replies.get(10).contains("\"outcome\":\"route\",\"status\":null,\"unit\":\"echo.socket\""),
                replies.get(10));
        assertTrue(replies.get(11).contains("\"outcome\":\"BadPath\""), replies.get(11));
        assertTrue(replies.get(13).contains("\"state\":\"routed\",\"service\":\"echo.service\""), replies.get(13));
        assertTrue(replies.get(14).contains("\"state\":\"inactive\""), replies.get(14));
        assertTrue(replies.get(15).contains("\"declares\":false,\"state\":\"unclaimed\""), replies.get(15));
        container.removeDropIn("echo.socket", "mistake");
        container.systemctl("disable", "--now", "rival.socket");
    }

    @Test
    void whatIsNotThereIsSaidAsVarlinkSaysIt() throws IOException {
        assertEquals(
                List.of(
                        "error MethodNotFound {\"method\":\"org.usher.Dispatcher.Shutdown\"}",
                        "error InterfaceNotFound {\"interface\":\"io.systemd.Manager\"}",
                        "error InterfaceNotFound {\"interface\":\"no.such\"}",
                        "error InvalidParameter {\"parameter\":\"interface\"}",
                        "error InvalidParameter {\"parameter\":\"port\"}",
                        "error InvalidParameter {\"parameter\":\"verbose\"}",
                        "error Error {\"Name\":\"org.usher.Dispatcher.NoSuchUnit\",\"Parameters\":{\"unit\":\"no.socket\"}}"),
                ask(
                        DISPATCHER + "Shutdown",
                        "io.systemd.Manager.Describe",
                        "org.varlink.service.GetInterfaceDescription {\"interface\":\"no.such\"}",
                        "org.varlink.service.GetInterfaceDescription",
                        explain("localhost", "/").replace("80", "0"),
                        DISPATCHER + "GetStatus {\"verbose\":true}",
                        DISPATCHER + "DescribeUnit {\"unit\":\"no.socket\"}"));
    }

    @Test
    void flagsOfACallAreKept() throws IOException {
        List<String> replies = ask(
                DISPATCHER + "GetStatus oneway",
                "org.varlink.service.GetInfo more",
                DISPATCHER + "GetStatus upgrade",
                DISPATCHER + "Shutdown oneway",
                DISPATCHER + "GetStatus");
        assertEquals("nothing", replies.get(0));
        assertTrue(replies.get(1).startsWith("reply {"), replies.get(1));
        assertEquals("error MethodNotImplemented {\"method\":\"org.usher.Dispatcher.GetStatus\"}", replies.get(2));
        assertEquals("nothing", replies.get(3));
        assertTrue(replies.get(4).startsWith("reply {\"status\":"), replies.get(4));
    }

    @Test
    void everybodyMayReadAndRootAloneMayReload() throws IOException {
        List<String> replies = askAs("nobody", DISPATCHER + "ListRoutes", DISPATCHER + "Reload");
        assertTrue(replies.get(3).startsWith("reply {\"routes\":["), replies.get(3));
        assertTrue(
                replies.get(4).startsWith("error Error {\"Name\":\"org.varlink.service.PermissionDenied\""),
                replies.get(4));
        assertEquals(List.of("reply {}"), ask(DISPATCHER + "Reload"));
    }
}
