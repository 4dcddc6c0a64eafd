package org.usher.refusal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.usher.text.Printable;

final class RefusalResponseTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:37Z");

    @Test
    void answerIsWholeOnTheWire() {
        assertEquals(
                """
                HTTP/1.1 503 Service Unavailable\r
                Date: Sun, 06 Nov 1994 08:49:37 GMT\r
                Connection: close\r
                Cache-Control: no-store\r
                Content-Type: text/plain; charset=utf-8\r
                X-Content-Type-Options: nosniff\r
                Retry-After: 5\r
                Content-Length: 91\r
                \r
                503 QueueFull
                The app at this address is too busy: try again later.
                1024 connections wait.
                """,
                answer(Refusal.QUEUE_FULL, "1024 connections wait.", false, null));
    }

    @ParameterizedTest
    @EnumSource
    void lengthIsThatOfTheBody(Refusal reason) {
        String[] parts = answer(reason, "x", false, null).split("\r\n\r\n", 2);
        assertTrue(parts[0].contains("Content-Length: " + parts[1].length()), parts[0]);
        assertTrue(parts[1].startsWith(reason.status() + " " + reason.word() + "\n" + reason.advice()), parts[1]);
    }

    @ParameterizedTest
    @EnumSource
    void answerToHeadHasTheSameFieldsAndNoBody(Refusal reason) {
        String whole = answer(reason, "x", false, null);
        String head = answer(reason, "x", true, null);
        assertEquals(whole.substring(0, whole.indexOf("\r\n\r\n") + 4), head);
    }

    @Test
    void onlyRefusalsThatPassSayWhenToTryAgain() {
        String passing = Arrays.stream(Refusal.values())
                .filter(reason -> answer(reason, "", false, null).contains("\r\nRetry-After: "))
                .map(Refusal::word)
                .collect(Collectors.joining(" "));
        assertEquals("Maintenance AppOffline AppFailed QueueFull StartTimeout TooManyConnections", passing);
    }

    @Test
    void networkOctetsAreScrubbed() {
        String answer = answer(Refusal.BAD_HOST, "a\r\n\u001b[31m\u00e9" + "x".repeat(500), false, null);
        String detail = answer.substring(answer.indexOf("a\\x0d"));
        assertTrue(detail.startsWith("a\\x0d\\x0a\\x1b[31m\\xe9xxx"), detail);
        assertEquals(Printable.LENGTH_MAX + 1, detail.length());
        assertTrue(detail.endsWith("...\n"), detail);
    }

    @Test
    void ownPageGoesBeforeOurText() {
        byte[] own = "<p>kept \u2713".getBytes(UTF_8);
        String reserved = answer(Refusal.RESERVED, "x", false, own);
        assertTrue(reserved.endsWith("Content-Length: 11\r\n\r\n<p>kept \u2713"), reserved);
        assertTrue(reserved.contains("Content-Type: text/html; charset=utf-8\r\n"));
        assertFalse(answer(Refusal.RESERVED, "x", false, null).contains("html"));
    }

    private static String answer(Refusal reason, String detail, boolean head, byte @Nullable [] own) {
        return new String(RefusalResponse.of(reason, detail, head, NOW, own), UTF_8);
    }
}
