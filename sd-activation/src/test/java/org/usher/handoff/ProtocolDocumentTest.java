package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.usher.handoff.DecodedMessage.Complete;

/** Holds PROTOCOL.md, the vectors and the code to each other. */
class ProtocolDocumentTest {
    private static final Path PROBES = Path.of("src/test/resources/vectors/further-requests.tsv");
    private static final long SECOND = 1_000_000_000L;

    private final String protocol = Files.readString(Path.of("PROTOCOL.md"));

    ProtocolDocumentTest() throws IOException {}

    static Stream<Vector> vectors() {
        return Stream.of("message", "malformed")
                .flatMap(kind -> Vector.names(kind).stream())
                .map(Vector::read);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theDocumentShowsEveryVectorAsItIs(Vector vector) {
        assertTrue(protocol.contains("`" + vector.name() + ".hex`\n```\n" + vector.text() + "```\n"));
    }

    @Test
    void theDocumentHasAllRulesInOrder() {
        List<Integer> numbers = protocol.lines()
                .filter(line -> line.matches("[0-9]+\\. .*"))
                .map(line -> Integer.valueOf(line.substring(0, line.indexOf('.'))))
                .toList();
        assertEquals(IntStream.rangeClosed(1, 33).boxed().toList(), numbers);
    }

    static Stream<List<String>> probes() throws IOException {
        return Files.readAllLines(PROBES).stream().skip(1).map(line -> List.of(line.split("\t", -1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("probes")
    void everyProbeIsDecidedAsTheDocumentSays(List<String> probe) {
        HandoffHeader header = ((Complete) HandoffDecoder.decode(
                        Vector.read("message/" + probe.get(1)).message()))
                .header();
        Scope scope = Objects.requireNonNullElse(header.scope(), Scope.CLOSE);
        FurtherRequests rule = new FurtherRequests(scope, header.prefix(), host(probe.get(3)), header.routedNanos());
        long now = HandoffVectorsTest.ROUTED + Long.parseLong(probe.get(2)) * SECOND;
        assertEquals(Verdict.valueOf(probe.get(6)), rule.decide(probe.get(4), host(probe.get(5)), now));
        assertTrue(protocol.contains("| " + String.join(" | ", probe) + " |\n"));
    }

    private static @Nullable String host(String field) {
        return field.equals("-") ? null : field;
    }
}
