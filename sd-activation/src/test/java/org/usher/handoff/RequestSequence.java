package org.usher.handoff;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/** A client's connection with random requests to three apps, pipelined and with bodies, and what it must get. */
final class RequestSequence {
    private static final List<String> METHODS = List.of("GET", "GET", "POST", "PUT", "HEAD", "DELETE");
    private static final List<String> APPS = List.copyOf(ThreeApps.PREFIXES.keySet());

    private static final int CLIENTS = 8;
    private static final long SEED = 20261126;

    private record Request(String octets, String method, String answer) {}

    private final Random random;
    private final List<Request> requests = new ArrayList<>();

    RequestSequence(long seed) {
        random = new Random(seed);
        int count = 1 + random.nextInt(8);
        String app = "one";
        for (int i = 0; i < count; i++) {
            app = random.nextInt(3) == 0 ? app : APPS.get(random.nextInt(APPS.size()));
            requests.add(request(app, i));
        }
    }

    int size() {
        return requests.size();
    }

    /** Runs one sequence after the other from each client as long as {@code goesOn} with its number. */
    static int runMany(ThreeApps front, IntPredicate goesOn) {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        AtomicInteger next = new AtomicInteger();
        Callable<Integer> client = () -> {
            int requests = 0;
            for (int i = next.getAndIncrement(); goesOn.test(i); i = next.getAndIncrement()) {
                requests += run(front, SEED + i);
            }
            return requests;
        };
        int requests = 0;
        try {
            for (Future<Integer> result : clients.invokeAll(Collections.nCopies(CLIENTS, client))) {
                requests += result.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e.getMessage(), e);
        } finally {
            clients.shutdownNow();
        }
        return requests;
    }

    private static int run(ThreeApps front, long seed) {
        RequestSequence sequence = new RequestSequence(seed);
        try (Socket client = front.connect()) {
            sequence.run(client);
        } catch (IOException | AssertionError e) {
            throw new AssertionError("sequence " + seed + ": " + e.getMessage(), e);
        }
        return sequence.size();
    }

    private Request request(String app, int index) {
        String method = METHODS.get(random.nextInt(METHODS.size()));
        String target = ThreeApps.PREFIXES.get(app) + "r" + index + (random.nextInt(8) == 0 ? "?long" : "");
        boolean hasBody = method.equals("POST") || method.equals("PUT");
        byte[] body = new byte[hasBody ? size() % 7 == 0 ? random.nextInt(20_000) : random.nextInt(50) : 0];
        random.nextBytes(body);
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes(latin(method + " " + target + " HTTP/1.1\r\nHost: test.example\r\n"));
        if (!hasBody) {
            octets.writeBytes(latin("\r\n"));
        } else if (random.nextBoolean()) {
            octets.writeBytes(latin("Content-Length: " + body.length + "\r\n\r\n"));
            octets.writeBytes(body);
        } else {
            octets.writeBytes(latin("Transfer-Encoding: chunked\r\n\r\n"));
            putChunks(octets, body);
        }
        return new Request(
                octets.toString(StandardCharsets.ISO_8859_1), method, TestApp.answer(app, method, target, body));
    }

    private void putChunks(ByteArrayOutputStream octets, byte[] body) {
        int at = 0;
        while (at < body.length) {
            int size = 1 + random.nextInt(Math.min(body.length - at, 5_000));
            octets.writeBytes(latin(Integer.toHexString(size) + (random.nextInt(4) == 0 ? ";x=y" : "") + "\r\n"));
            octets.write(body, at, size);
            octets.writeBytes(latin("\r\n"));
            at += size;
        }
        octets.writeBytes(latin(random.nextInt(4) == 0 ? "0\r\nX-Sum: 1\r\n\r\n" : "0\r\n\r\n"));
    }

    /** Sends the requests, several at a time and cut anywhere, and compares each answer. */
    void run(Socket client) throws IOException {
        client.setTcpNoDelay(true);
        int next = 0;
        while (next < requests.size()) {
            List<Request> batch = requests.subList(next, next + 1 + random.nextInt(requests.size() - next));
            send(client, batch);
            for (Request request : batch) {
                Answer answer = Answer.read(client.getInputStream(), request.method());
                String body = request.method().equals("HEAD") ? "" : request.answer();
                if (!answer.status().equals("200") || !answer.body().equals(body)) {
                    throw new AssertionError(
                            "answer " + requests.indexOf(request) + ": " + answer + " in place of " + body);
                }
            }
            next += batch.size();
        }
    }

    private void send(Socket client, List<Request> batch) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        batch.forEach(request -> octets.writeBytes(latin(request.octets())));
        int at = 0;
        while (at < octets.size()) {
            int left = octets.size() - at;
            int size = random.nextInt(3) == 0 ? left : 1 + random.nextInt(left);
            client.getOutputStream().write(octets.toByteArray(), at, size);
            at += size;
        }
    }

    /** An answer as a client gets it. */
    record Answer(String status, List<String> fields, String body) {
        static Answer read(InputStream input, String method) throws IOException {
            String line = line(input);
            List<String> fields = new ArrayList<>();
            for (String field = line(input); !field.isEmpty(); field = line(input)) {
                fields.add(field);
            }
            String status = line.split(" ", 3)[1];
            boolean hasBody = !method.equals("HEAD") && !status.startsWith("1") && !status.equals("204");
            return new Answer(status, fields, hasBody ? body(input, fields) : "");
        }

        boolean says(String field) {
            return fields.stream().anyMatch(field::equalsIgnoreCase);
        }

        private static String body(InputStream input, List<String> fields) throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (String field : fields) {
                if (field.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                    int length = Integer.parseInt(field.substring(15).strip());
                    return new String(input.readNBytes(length), StandardCharsets.ISO_8859_1);
                }
            }
            if (fields.stream().noneMatch("Transfer-Encoding: chunked"::equalsIgnoreCase)) {
                return new String(input.readAllBytes(), StandardCharsets.ISO_8859_1);
            }
            int size;
            do {
                size = Integer.parseInt(line(input), 16);
                body.writeBytes(input.readNBytes(size));
                line(input);
            } while (size > 0);
            return body.toString(StandardCharsets.ISO_8859_1);
        }

        private static String line(InputStream input) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int octet = input.read(); octet != '\n'; octet = input.read()) {
                if (octet < 0) {
                    throw new IOException("the connection ended after \"" + line + "\"");
                }
                line.append((char) octet);
            }
            return line.toString().strip();
        }
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
