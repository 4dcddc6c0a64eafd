package org.usher.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a probe has found.
 *
 * @param outcome {@code ok}, {@code FAILED} or {@code skipped}
 * @param rule the number of the rule of PROTOCOL.md that is kept or broken
 * @param text what that rule says
 */
public record Finding(String probe, String outcome, String sent, String expected, String came, int rule, String text) {
    private static final String FAILED = "FAILED";

    static Finding of(String probe, boolean ok, int rule, Object sent, Object expected, Object came) {
        return new Finding(probe, ok ? "ok" : FAILED, sent + "", expected + "", came + "", rule, text(rule));
    }

    static Finding skipped(String probe, int rule, String sent, String reason) {
        return new Finding(probe, "skipped", sent, reason, "", rule, text(rule));
    }

    /** Whether a rule is broken. */
    public boolean failed() {
        return outcome.equals(FAILED);
    }

    /** The rule as the page says it, which lies beside this class. */
    private static String text(int rule) {
        try (InputStream page = Finding.class.getResourceAsStream("PROTOCOL.md")) {
            Matcher line = Pattern.compile("(?m)^" + rule + "\\. (.*)$")
                    .matcher(new String(page.readAllBytes(), StandardCharsets.UTF_8));
            return line.find() ? line.group(1) : "";
        } catch (IOException impossible) {
            throw new AssertionError("it is in our jar", impossible);
        }
    }
}
