package org.usher.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.command.ControlSocket;
import org.usher.report.FixedInspection;
import org.usher.report.Inspection;
import org.usher.report.Question;

class RemoteInspectionTest {
    private static final Question QUESTION = new Question("http", "127.0.0.1", 80, null, "/wiki/");

    @TempDir
    private Path directory = Path.of("/nowhere");

    @Test
    void whatIsAskedOverTheSocketIsWhatTheDispatcherSays() throws IOException {
        Inspection dispatcher = new FixedInspection(
                List.of(FixedInspection.WIKI), List.of(FixedInspection.NOTE), FixedInspection.ROUTED);
        try (ControlSocket socket = new ControlSocket(dispatcher)) {
            Inspection remote = new RemoteInspection(socket.path());
            assertEquals(dispatcher.status(), remote.status());
            assertEquals(dispatcher.routes(), remote.routes());
            assertEquals(dispatcher.problems(), remote.problems());
            assertEquals(dispatcher.reservations(), remote.reservations());
            assertEquals(dispatcher.explain(QUESTION), remote.explain(QUESTION));
            assertEquals(dispatcher.describe("wiki.socket"), remote.describe("wiki.socket"));
            assertNull(remote.describe("no.socket"));
        }
    }

    @Test
    void reasonWhyADispatcherCannotIsPassedOn() throws IOException {
        FixedInspection dispatcher = new FixedInspection().failingToReload("the bus does not answer");
        try (ControlSocket socket = new ControlSocket(dispatcher)) {
            RemoteInspection remote = new RemoteInspection(socket.path());
            IllegalStateException refused = assertThrows(IllegalStateException.class, remote::reload);
            assertTrue(
                    String.valueOf(refused.getMessage()).startsWith("Reload: "), String.valueOf(refused.getMessage()));
        }
    }

    @Test
    void missingSocketIsNamed() {
        RemoteInspection remote = new RemoteInspection(directory.resolve("control"));
        UnreachableException refused = assertThrows(UnreachableException.class, remote::status);
        assertEquals(
                "usher is not running: there is no socket " + directory
                        + "/control; try: systemctl enable --now usher.socket (who has port 80: ss -ltnp 'sport = 80')",
                refused.getMessage());
    }

    @Test
    void socketThatNobodyListensOnIsNamed() throws IOException {
        Path path = directory.resolve("control");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path))
                .close();
        UnreachableException refused = assertThrows(UnreachableException.class, new RemoteInspection(path)::status);
        assertTrue(
                String.valueOf(refused.getMessage()).contains("usher is not running: nothing listens on "),
                refused.getMessage());
    }

    @Test
    void dispatcherThatHasNoPlaceIsQuoted() throws Exception {
        Thread full = stranger("{\"error\":\"org.usher.Dispatcher.TooManyClients\",\"parameters\":{}}\0");
        UnreachableException refused =
                assertThrows(UnreachableException.class, new RemoteInspection(directory.resolve("control"))::status);
        assertTrue(String.valueOf(refused.getMessage()).contains("too many clients"), refused.getMessage());
        full.join();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            nothing           | ''
            half an answer    | '{"parameters":{'
            no JSON           | 'HTTP/1.1 200 OK\0'
            no such property  | '{"parameters":{}}\0'
            of another type   | '{"parameters":{"routes":7}}\0'
            """)
    void answerThatIsNoneMakesItUnreachable(String name, String answer) throws Exception {
        RemoteInspection remote = new RemoteInspection(directory.resolve("control"));
        Thread stranger = stranger(answer.replace("\\0", "\0"));
        assertThrows(UnreachableException.class, remote::routes, name);
        stranger.join();
    }

    @Test
    void propertiesOfANewerDispatcherAreIgnored() throws Exception {
        Thread newer = stranger(
                """
                {"parameters":{"more":1,"reservations":[\
                {"prefix":"/a/","unit":"a.socket","holder":null,"file":"/f","line":1,\
                "since":"yesterday"}]}}\0""");
        assertEquals(
                1,
                new RemoteInspection(directory.resolve("control"))
                        .reservations()
                        .size());
        newer.join();
    }

    /** Answers one call, whatever it is. */
    private Thread stranger(String answer) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(directory.resolve("control")));
        Thread thread = new Thread(() -> {
            try (listener;
                    SocketChannel client = listener.accept();
                    OutputStream out = Channels.newOutputStream(client)) {
                client.read(ByteBuffer.allocate(8192));
                out.write(answer.getBytes(StandardCharsets.UTF_8));
            } catch (IOException gone) {
                throw new AssertionError(gone);
            }
        });
        thread.start();
        return thread;
    }
}
