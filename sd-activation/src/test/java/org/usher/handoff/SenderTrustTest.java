package org.usher.handoff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SenderTrustTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({"rw-------, true", "rw-r--r--, true", "rw-rw-rw-, false", "rw-----w-, false"})
    void aPathThatOthersCannotWriteMakesEverySenderTrusted(String mode, boolean trusted, @TempDir Path directory)
            throws Exception {
        Path socket = Files.createFile(directory.resolve("app.sock"));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(mode));
        assertEquals(trusted, SenderTrust.of(socket.toString()).believes(12345));
    }

    @Test
    void overAnOpenPathRootAndWeOurselvesAreBelievedAndNoOther() throws Exception {
        SenderTrust trust = SenderTrust.of("@abstract");
        assertFalse(trust.everySender());
        assertTrue(trust.believes(0));
        assertTrue(trust.believes((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")));
        assertFalse(trust.believes(12345));
        assertFalse(trust.believes(-1), "the kernel did not say who");
    }
}
