package org.usher.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.report.FixedInspection;

/** In a JVM of its own, which says what classes it loads. */
@Timeout(60)
class LazyJsonTest {
    private static final String SERVING = "serving";

    @Test
    void nothingOfJacksonIsLoadedBeforeTheFirstClientConnects() throws IOException {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load=info:stdout",
                        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LazyJsonTest.class.getName())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            List<String> now = before;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                now.add(line);
                now = line.equals(SERVING) ? after : now;
            }
        }
        assertEquals(List.of(), before.stream().filter(LazyJsonTest::isJackson).toList());
        assertTrue(before.contains(SERVING), before::toString);
        assertTrue(after.stream().anyMatch(LazyJsonTest::isJackson));
    }

    private static boolean isJackson(String line) {
        return line.contains("com.fasterxml");
    }

    /** Serves, says so, and is then its own first client. */
    public static void main(String... arguments) throws IOException {
        try (UnixPair socket = new UnixPair()) {
            ControlServer.start(socket.listener(), new FixedInspection(), warning -> {});
            System.out.println(SERVING);
            try (SocketChannel client = socket.connect()) {
                String call = "{\"method\":\"org.usher.Dispatcher.GetStatus\"}\0";
                client.write(ByteBuffer.wrap(call.getBytes(StandardCharsets.UTF_8)));
                client.read(ByteBuffer.allocate(1));
            }
            System.out.flush();
        }
    }
}
