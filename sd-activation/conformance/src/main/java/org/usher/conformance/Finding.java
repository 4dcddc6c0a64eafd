package org.usher.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one probe has found: a rule of PROTOCOL.md, whether it is kept, and the exchange that shows it. What
 * the app has sent is scrubbed: octets that a terminal might act upon are shown as {@code \xHH}.
 *
 * @param probe the name of the probe, {@code other prefix} for instance
 * @param rule the number of the rule that was tested or, if the outcome is {@link Outcome#FAILED}, that is broken
 * @param text what PROTOCOL.md says at that number
 * @param sent what was sent, or would have been
 * @param expected what should have come
 * @param came what came; of a probe that was skipped, why it was
 */
public record Finding(String probe, Outcome outcome, int rule, String text, String sent, String expected, String came) {
    /** How a probe has ended. */
    public enum Outcome {
        /** The app has kept the rule, as far as this exchange can show. */
        OK,
        /** The app has broken the rule. */
        FAILED,
        /** The probe was not made, for want of something that it needs. */
        SKIPPED
    }

    static Finding of(String probe, boolean ok, int rule, Object sent, Object expected, Object came) {
        return new Finding(
                probe, ok ? Outcome.OK : Outcome.FAILED, rule, text(rule), sent + "", expected + "", came + "");
    }

    static Finding skipped(String probe, int rule, Object sent, Object expected, String reason) {
        return new Finding(probe, Outcome.SKIPPED, rule, text(rule), sent + "", expected + "", reason);
    }

    /** Whether a rule is broken. */
    public boolean failed() {
        return outcome == Outcome.FAILED;
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

    /** What was exchanged, and the number of the rule, in a line. */
    @Override
    public String toString() {
        return probe + ": sent: " + sent + "; expected: " + expected + "; came: " + came + " [rule " + rule + "]";
    }
}
