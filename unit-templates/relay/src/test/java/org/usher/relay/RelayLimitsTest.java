package org.usher.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Much of everything: the relay holds no octet of a body, whatever its sides do. */
class RelayLimitsTest {
    private static final long GIB = 1L << 30;
    private static final int PIECE = 1 << 16;
    private static final byte[] ZEROS = new byte[PIECE];

    @TempDir
    private Path directory = Path.of("/nowhere");

    @Test
    void aGibibyteGoesUpAndAnotherOneDownAtATime() throws IOException {
        AtomicLong received = new AtomicLong();
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
                    Requests.head(in);
                    RelayTest.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + GIB + "\r\n\r\n");
                    CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> count(in, GIB, received));
                    pour(out, GIB, new AtomicLong());
                    reading.join();
                });
                Socket client = relay.client()) {
            OutputStream out = client.getOutputStream();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    RelayTest.write(out, "POST /a/ HTTP/1.1\r\nHost: h\r\nContent-Length: " + GIB + "\r\n\r\n");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                pour(out, GIB, new AtomicLong());
            });
            Requests.head(client.getInputStream());
            AtomicLong got = new AtomicLong();
            count(client.getInputStream(), GIB, got);
            sending.join();
            assertEquals(GIB, got.get());
            while (received.get() < GIB) { // or the test times out
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aReaderThatStopsStopsTheWriter() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
                    Requests.head(in);
                    RelayTest.write(out, "HTTP/1.1 200 OK\r\n\r\n");
                    pour(out, GIB, sent);
                });
                Socket client = relay.client()) {
            RelayTest.write(client.getOutputStream(), "GET /a/ HTTP/1.1\r\nHost: h\r\n\r\n");
            long before = standstill(sent, 0, relay);
            assertTrue(before < 64 << 20, before + " octets were taken of an app whose client reads nothing");
            AtomicLong got = new AtomicLong();
            Requests.head(client.getInputStream());
            count(client.getInputStream(), GIB, got);
            assertEquals(GIB, got.get());
        }
    }

    @Test
    void anAppThatStopsReadingStopsTheClient() throws Exception {
        AtomicLong sent = new AtomicLong();
        AtomicLong got = new AtomicLong();
        CountDownLatch goOn = new CountDownLatch(1);
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
                    Requests.head(in);
                    await(goOn);
                    count(in, GIB, got);
                    RelayTest.answer(out, "all");
                });
                Socket client = relay.client()) {
            OutputStream out = client.getOutputStream();
            RelayTest.write(out, "POST /a/ HTTP/1.1\r\nHost: h\r\nContent-Length: " + GIB + "\r\n\r\n");
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> pour(out, GIB, sent));
            long before = standstill(sent, 0, relay);
            assertTrue(before < 64 << 20, before + " octets were taken of a client whose app reads nothing");
            goOn.countDown();
            sending.join();
            assertTrue(Requests.head(client.getInputStream()).startsWith("HTTP/1.1 200 OK\r\n"));
            assertEquals(GIB, got.get());
        }
    }

    @Test
    void whatStandsBetweenAWriterAndItsReaderIsNotInTheRelay() throws Exception {
        int count = 20;
        AtomicLong sent = new AtomicLong();
        List<Socket> clients = new ArrayList<>();
        try (RelayFixture relay = new RelayFixture(directory).app((in, out) -> {
            Requests.head(in);
            RelayTest.write(out, "HTTP/1.1 200 OK\r\n\r\n");
            pour(out, GIB, sent);
        })) {
            long before = 0;
            for (int i = 0; i <= count; i++) { // the first one is for classes that are loaded
                before = i == 1 ? usedAfterCollection() : before;
                long start = sent.get();
                clients.add(relay.client());
                RelayTest.write(clients.get(i).getOutputStream(), "GET /a/ HTTP/1.1\r\nHost: h\r\n\r\n");
                standstill(sent, start, relay);
            }
            long each = (usedAfterCollection() - before) / count;
            assertTrue(each < 64 << 10, each + " octets of the heap for each connection that stands still");
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /** Waits until more than {@code start} octets and then no more are sent, and returns how many were. */
    private static long standstill(AtomicLong sent, long start, RelayFixture relay) {
        long before = -1;
        while (sent.get() != before || before == start) {
            before = sent.get();
            for (int i = 0; i < 50; i++) {
                relay.size();
            }
        }
        return before;
    }

    @Test
    void thousandsOfIdleConnectionsAreKeptInLittleMemory() throws IOException {
        int count = 4_000; // each has four descriptors in this process
        try (RelayFixture relay = new RelayFixture(directory).app(RelayTest::echo)) {
            relay.limit(Relay.IDLE, 600_000); // the first one is to be there when the last one comes
            List<Socket> clients = new ArrayList<>();
            long before = usedAfterCollection();
            for (int i = 0; i < count; i++) {
                clients.add(relay.client());
            }
            while (relay.size() < count) {
                Thread.onSpinWait();
            }
            long each = (usedAfterCollection() - before) / count;
            assertTrue(each < 6 * 1024, each + " octets of the heap for each connection and its client");
            assertTrue(RelayFixture.exchange(clients.get(0), "GET /a/ HTTP/1.1\r\nHost: h\r\n\r\n")
                    .startsWith("HTTP/1.1 200 OK\r\n"));
            for (Socket client : clients) {
                client.close();
            }
            while (relay.size() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static long usedAfterCollection() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void pour(OutputStream out, long octets, AtomicLong sent) {
        try {
            for (long left = octets; left > 0; left -= PIECE) {
                out.write(ZEROS);
                sent.addAndGet(PIECE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void count(InputStream in, long octets, AtomicLong counted) {
        byte[] piece = new byte[PIECE];
        try {
            while (counted.get() < octets) {
                int read = in.read(piece);
                if (read < 0) {
                    return;
                }
                counted.addAndGet(read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
