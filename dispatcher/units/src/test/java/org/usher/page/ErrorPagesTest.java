package org.usher.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.refusal.Refusal;
import org.usher.refusal.RefusalResponse;

final class ErrorPagesTest {
    private final List<String> faults = new ArrayList<>();

    @Test
    void pageOfTheReasonGoesBeforeThatOfTheStatus(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("503.html"), "<p>soon");
        Files.writeString(directory.resolve("Reserved.html"), "<p>kept");
        Map<Refusal, byte[]> read = ErrorPages.read(directory, faults::add);
        assertEquals(List.of(), faults);
        assertTrue(answer(Refusal.APP_OFFLINE, read).endsWith("\r\n\r\n<p>soon"));
        assertTrue(answer(Refusal.RESERVED, read).endsWith("\r\n\r\n<p>kept"));
    }

    @Test
    void pageThatCannotBeUsedIsNamedOnceAndLeftOut(@TempDir Path directory) throws IOException {
        Files.write(directory.resolve("503.html"), new byte[ErrorPages.PAGE_SIZE_MAX + 1]);
        Files.createDirectory(directory.resolve("Loop.html"));
        Map<Refusal, byte[]> read = ErrorPages.read(directory, faults::add);
        assertEquals(
                List.of(
                        "error page " + directory.resolve("503.html") + " is larger than 32768 octets: shorten it",
                        "error page " + directory.resolve("Loop.html")
                                + " is not a regular file: put the page itself there"),
                faults);
        assertTrue(answer(Refusal.LOOP, read).contains("508 Loop\n"));
    }

    @Test
    void directoryThatDoesNotExistHoldsNoPages(@TempDir Path parent) {
        ErrorPages.read(parent.resolve("errors"), faults::add);
        assertEquals(List.of(), faults);
    }

    private static String answer(Refusal reason, Map<Refusal, byte[]> pages) {
        return new String(RefusalResponse.of(reason, "", false, Instant.EPOCH, pages.get(reason)), UTF_8);
    }
}
