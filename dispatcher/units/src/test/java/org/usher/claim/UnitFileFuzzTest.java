package org.usher.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.fuzz.Corpus;
import org.usher.machine.FakeMachine;
import org.usher.prefix.PrefixException;
import org.usher.prefix.PrefixReader;
import org.usher.problem.Fixes;
import org.usher.problem.Problem;
import org.usher.route.Claim;
import org.usher.unit.UnitFile;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;

/** What holds for a unit file of any octets, from its lines to its claims. */
public final class UnitFileFuzzTest {
    private static final String UNIT = "fuzz@a.socket";

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] octets) throws IOException {
        Path file = Files.createTempFile("fuzz", ".socket");
        try {
            Files.write(file, octets);
            UnitFile parsed = UnitFile.parse(file, octets);
            int lines = lines(octets);
            parsed.headers().forEach(header -> assertIn(header.line(), lines));
            parsed.assignments().forEach(assignment -> assertIn(assignment.line(), lines));
            parsed.faults().forEach(fault -> assertIn(fault.line(), lines));
            UnitClaims read = new ClaimReader(FakeMachine::new, List.of()).readAgain(new OneUnit(file));
            read.claims().forEach(claim -> holds(claim, lines));
            read.problems().forEach(problem -> holds(problem, lines));
        } finally {
            Files.delete(file);
        }
    }

    private static void holds(Claim claim, int lines) {
        assertIn(claim.line(), lines);
        assertEquals(UNIT, claim.app().unit());
        try {
            assertEquals(claim.prefix(), PrefixReader.parse(claim.prefix().toString()));
        } catch (PrefixException e) {
            throw new AssertionError(e);
        }
    }

    private static void holds(Problem problem, int lines) {
        assertTrue(problem.line() >= 0 && problem.line() <= lines, problem::toString);
        Fixes.assertWellFormed(List.of(problem));
        String shown = problem.text() + String.valueOf(problem.fix()).replace("\n", "");
        assertFalse(shown.chars().anyMatch(Character::isISOControl), problem::toString);
    }

    private static void assertIn(int line, int lines) {
        assertTrue(line >= 1 && line <= lines, () -> line + " of " + lines);
    }

    /** Not fewer than there are, whatever ends a line. */
    private static int lines(byte[] octets) {
        int lines = 1;
        for (byte octet : octets) {
            lines += octet == '\n' || octet == '\r' || octet == 0 ? 1 : 0;
        }
        return lines;
    }

    /** A source that knows one active unit with one file. */
    private record OneUnit(Path file) implements UnitSource {
        @Override
        public List<UnitFiles> activeSockets() {
            return List.of(new UnitFiles(UNIT, List.of(file), "listening", "success", false));
        }

        @Override
        public List<Path> filesOf(String unit) {
            return List.of();
        }
    }

    @Test
    void holdsForTheCorpus() {
        Corpus.of(UnitFileFuzzTest.class).forEach(octets -> {
            try {
                fuzzerTestOneInput(octets);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
