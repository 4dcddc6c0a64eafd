package org.usher.framing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of one head say that a relay acts on: the ends of the body and of the connection, and who else has
 * had it in hand.
 *
 * @param length the Content-Length; {@link #NONE} if there is none
 * @param chunked whether the last transfer coding is chunked
 * @param coded whether there is a Transfer-Encoding at all
 * @param options the connection options, in lower case
 * @param upgrade the value of Upgrade; null if there is none
 * @param host the value of Host as it came; null unless there is exactly one
 * @param loops the values of CDN-Loop, one after the other; empty if there is none
 * @param mistake what makes the end of the message doubtful; null if nothing does
 */
public record MessageFields(
        long length,
        boolean chunked,
        boolean coded,
        List<String> options,
        @Nullable String upgrade,
        @Nullable String host,
        String loops,
        @Nullable String mistake) {
    public static final long NONE = -1;

    /** Decimal digits of a length that no long overflows with. */
    private static final int DIGITS_MAX = 18;

    /** Reads the fields of the well-formed head from {@code from} to {@code end}. */
    public static MessageFields read(byte[] octets, int from, int end) {
        Reading reading = new Reading();
        FieldLine line = new FieldLine(octets, from, end);
        while (line.next()) {
            reading.take(line);
        }
        return reading.fields();
    }

    public boolean hasOption(String option) {
        return options.contains(option);
    }

    private static final class Reading {
        private final List<String> options = new ArrayList<>(2);
        private final List<String> codings = new ArrayList<>(1);
        private long length = NONE;
        private @Nullable String upgrade;
        private @Nullable String host;
        private int hosts;
        private String loops = "";
        private @Nullable String mistake;

        void take(FieldLine line) {
            switch (line.nameLength()) {
                case 4 -> takeHost(line);
                case 7 -> upgrade = line.is("upgrade") ? line.value() : upgrade;
                case 8 -> loops = line.is("cdn-loop") ? loops + line.value() + "," : loops;
                case 10 -> takeList(line, "connection", options);
                case 14 -> takeLength(line);
                case 17 -> takeList(line, "transfer-encoding", codings);
                default -> {}
            }
        }

        MessageFields fields() {
            boolean coded = !codings.isEmpty();
            boolean chunked = coded && codings.get(codings.size() - 1).equals("chunked");
            if (coded && codings.indexOf("chunked") < codings.size() - 1 && codings.contains("chunked")) {
                mistake = "chunked is not the last transfer coding";
            }
            if (coded && length != NONE) {
                mistake = "there are both Content-Length and Transfer-Encoding";
            }
            return new MessageFields(
                    length, chunked, coded, options, upgrade, hosts == 1 ? host : null, loops, mistake);
        }

        private void takeHost(FieldLine line) {
            if (line.is("host")) {
                hosts++;
                host = line.value();
            }
        }

        private static void takeList(FieldLine line, String name, List<String> into) {
            if (line.is(name)) {
                for (String word : line.value().toLowerCase(Locale.ROOT).split(",", -1)) {
                    into.add(word.strip());
                }
            }
        }

        private void takeLength(FieldLine line) {
            if (!line.is("content-length")) {
                return;
            }
            String digits = line.value();
            boolean isNumber = !digits.isEmpty()
                    && digits.length() <= DIGITS_MAX
                    && digits.chars().allMatch(c -> c >= '0' && c <= '9');
            if (length != NONE || !isNumber) {
                mistake = "the Content-Length is no number, or there are several";
            }
            length = isNumber ? Long.parseLong(digits) : 0;
        }
    }
}
