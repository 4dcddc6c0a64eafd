package org.usher.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.usher.head.Scan.Incomplete;
import org.usher.head.Scan.Malformed;
import org.usher.refusal.Refusal;

/**
 * A resumable recogniser of one request head (RFC 9112 §2 to §5, in the strict reading).
 *
 * <pre>
 * START ─▶ METHOD ─▶ TARGET ─▶ VERSION ─▶ VERSION_LF ─▶ FIELD_START ─▶ END_LF ─▶ complete
 *   └▶ EMPTY_LINE_LF ─▲  └▶ SHORT_LINE_LF (HTTP/0.9)    │  ▲
 *                                                       ▼  └────────────┐
 *                                                  FIELD_NAME ─▶ FIELD_VALUE ─▶ FIELD_LF
 * </pre>
 *
 * It keeps its place between calls and no octets, so that a head sent one octet at a time costs hardly more than one sent
 * whole, and one that never ends costs no memory: an octet that has been passed is looked at again when its element ends,
 * one of the request line once more when the head ends. The answer does not depend on how the octets were split. A scanner
 * serves one head, on one thread.
 */
public final class HeadScanner {
    private enum State {
        START,
        EMPTY_LINE_LF,
        METHOD,
        TARGET,
        SHORT_LINE_LF,
        VERSION,
        VERSION_LF,
        FIELD_START,
        FIELD_NAME,
        FIELD_VALUE,
        FIELD_LF,
        END_LF
    }

    /** The content type of a TLS handshake record (RFC 8446 §5.1): no method begins so. */
    private static final byte TLS_HANDSHAKE = 0x16;

    private static final String VERSION_FORM = "HTTP/0.0";

    private final int headSizeMax;
    private final Fields fields = new Fields();

    private State state = State.START;
    /** Octets passed. */
    private int at;
    /** Where the element that is being read begins. */
    private int mark;
    /** Where the field value that was read last ends. */
    private int valueEnd;

    private int methodFrom;
    private int targetFrom;
    private int targetTo;
    private int minorVersion;
    /** Forgotten between calls: a client that never ends its head must not fill our memory. */
    private @Nullable RequestTarget target;

    private @Nullable Scan verdict;

    /** Makes a scanner for heads of up to {@code headSizeMax} octets, at least one, the blank line included. */
    public HeadScanner(int headSizeMax) {
        this.headSizeMax = headSizeMax;
    }

    /**
     * Reads on from where the last call stopped. Once the answer is Complete or Malformed it stays so.
     *
     * @param stream the octets of the connection from its first one; those of earlier calls are still there; they
     *     are neither kept nor changed
     * @param length how many octets of {@code stream} have come, never fewer than in the call before
     */
    public Scan scan(byte[] stream, int length) {
        int end = Math.min(length, headSizeMax);
        Scan answer = verdict;
        while (answer == null && at < end) {
            answer = step(stream, end);
        }
        if (answer == null && end == headSizeMax) {
            answer = state.compareTo(State.VERSION_LF) <= 0
                    ? new Malformed(Refusal.TARGET_TOO_LONG, "The request line alone fills " + end + " octets.")
                    : new Malformed(Refusal.HEAD_TOO_LARGE, "The head has not ended after " + end + " octets.");
        }
        verdict = answer;
        target = null;
        return answer == null ? Incomplete.NEEDS_MORE : answer;
    }

    /** Passes at least one octet, up to the end of the present element or to {@code end}. */
    private @Nullable Scan step(byte[] stream, int end) {
        return switch (state) {
            case START -> start(stream[at]);
            case EMPTY_LINE_LF -> lineFeed(stream[at], State.METHOD);
            case METHOD -> method(stream, end);
            case TARGET -> target(stream, end);
            case SHORT_LINE_LF -> shortLine(stream[at]);
            case VERSION -> version(stream);
            case VERSION_LF -> requestLine(stream);
            case FIELD_START -> fieldStart(stream[at]);
            case FIELD_NAME -> fieldName(stream, end);
            case FIELD_VALUE -> fieldValue(stream, end);
            case FIELD_LF -> field(stream);
            case END_LF -> head(stream);
        };
    }

    private @Nullable Scan start(byte octet) {
        if (octet == TLS_HANDSHAKE) {
            return new Malformed(Refusal.TLS_ON_PLAIN_PORT, "The connection begins with a TLS handshake.");
        }
        if (octet == '\r') { // One empty line is skipped: RFC 9112 §2.2.
            begin(State.EMPTY_LINE_LF, at + 1);
        } else {
            begin(State.METHOD, at);
        }
        return null;
    }

    private @Nullable Scan method(byte[] stream, int end) {
        at = Fields.endOfToken(stream, at, end);
        if (at == end) {
            return null;
        }
        if (stream[at] == '\r' && at == mark) {
            return new Malformed(
                    Refusal.PROXY_ON_PLAIN_PORT,
                    "The connection begins with two empty lines, or with a PROXY header that ProxyFrom= does not allow.");
        }
        if (stream[at] != ' ' || at == mark) {
            return Malformed.unexpected(stream[at], "in the method");
        }
        methodFrom = mark;
        targetFrom = at + 1;
        String method = methodName(stream);
        if (method.equals("PROXY")) {
            return new Malformed(
                    Refusal.PROXY_ON_PLAIN_PORT,
                    "The connection begins with a PROXY header that ProxyFrom= does not allow.");
        }
        if (method.equals("CONNECT")) {
            return Malformed.of("CONNECT asks for a tunnel, which is not supported here.");
        }
        begin(State.TARGET, at + 1);
        return null;
    }

    private @Nullable Scan target(byte[] stream, int end) {
        at = RequestTarget.end(stream, at, end);
        if (at == end) {
            return null;
        }
        byte stop = stream[at];
        if (stop == '\r' && at > mark) {
            begin(State.SHORT_LINE_LF, at + 1);
            return null;
        }
        if (stop != ' ' || at == mark) {
            return Malformed.unexpected(stop, at == mark ? "where the target should be" : "in the target");
        }
        targetTo = at;
        TargetReading reading = readTarget(stream);
        if (reading instanceof RequestTarget named) {
            target = named;
            begin(State.VERSION, at + 1);
            return null;
        }
        return (Malformed) reading;
    }

    private String methodName(byte[] stream) {
        return new String(stream, methodFrom, targetFrom - 1 - methodFrom, ISO_8859_1);
    }

    private TargetReading readTarget(byte[] stream) {
        return RequestTarget.read(methodName(stream), Arrays.copyOfRange(stream, targetFrom, targetTo));
    }

    private @Nullable Scan shortLine(byte octet) {
        return octet == '\n'
                ? new Malformed(Refusal.VERSION_NOT_SUPPORTED, "The request line has no version, as in HTTP/0.9.")
                : Malformed.unexpected((byte) '\r', "in the target");
    }

    /** Passes one octet of {@code HTTP/x.y}, one digit each, in capitals (RFC 9112 §2.3), or the CR after it. */
    private @Nullable Scan version(byte[] stream) {
        byte octet = stream[at];
        int place = at - mark;
        if (place == VERSION_FORM.length() && octet == '\r') {
            minorVersion = stream[at - 1] - '0';
            at++;
            state = State.VERSION_LF;
            return null;
        }
        char form = place < VERSION_FORM.length() ? VERSION_FORM.charAt(place) : '\r';
        if (form == '0' ? octet < '0' || octet > '9' : octet != form) {
            return place == 0 && octet > ' ' && octet != 'h'
                    ? Malformed.of("There is a blank in the target: write it as %20.")
                    : Malformed.unexpected(octet, "in the version");
        }
        at++;
        return null;
    }

    private @Nullable Scan requestLine(byte[] stream) {
        byte major = stream[mark + VERSION_FORM.indexOf('0')];
        if (stream[at] == '\n' && major != '1') {
            String version = new String(stream, mark, VERSION_FORM.length(), ISO_8859_1);
            return new Malformed(Refusal.VERSION_NOT_SUPPORTED, version + " is not supported here.");
        }
        return lineFeed(stream[at], State.FIELD_START);
    }

    private @Nullable Scan fieldStart(byte octet) {
        if (octet == '\r') {
            begin(State.END_LF, at + 1);
        } else if (octet == ' ' || octet == '\t') {
            return Malformed.of(
                    "A line of the head begins with a blank: programs interpret folded fields differently.");
        } else {
            begin(State.FIELD_NAME, at);
        }
        return null;
    }

    private @Nullable Scan fieldName(byte[] stream, int end) {
        at = Fields.endOfToken(stream, at, end);
        if (at == end) {
            return null;
        }
        if (stream[at] != ':' || at == mark) {
            return Malformed.unexpected(stream[at], "in the name of a field");
        }
        Scan answer = fields.name(stream, mark, at);
        begin(State.FIELD_VALUE, at + 1);
        return answer;
    }

    private @Nullable Scan fieldValue(byte[] stream, int end) {
        at = Fields.endOfValue(stream, at, end);
        if (at == end) {
            return null;
        }
        if (stream[at] != '\r') {
            return Malformed.unexpected(stream[at], "in the value of a field");
        }
        valueEnd = at++;
        state = State.FIELD_LF;
        return null;
    }

    private @Nullable Scan field(byte[] stream) {
        int valueStart = mark;
        Scan answer = lineFeed(stream[at], State.FIELD_START);
        return answer == null ? fields.value(stream, valueStart, valueEnd) : answer;
    }

    private @Nullable Scan head(byte[] stream) {
        Scan answer = lineFeed(stream[at], State.END_LF);
        if (answer != null) {
            return answer;
        }
        TargetReading reading = target == null ? readTarget(stream) : target;
        if (!(reading instanceof RequestTarget asked)) { // somebody else has read octets of this connection
            return (Malformed) reading;
        }
        Malformed contradiction = fields.hostTrouble(asked.host(), minorVersion > 0);
        if (contradiction != null) {
            return contradiction;
        }
        String host = fields.host() == null ? asked.host() : fields.host();
        boolean hasBody = fields.announceBody();
        return new Head(
                at, methodName(stream), asked.octets(), minorVersion, asked.scheme(), host, asked.path(), hasBody);
    }

    /** Passes the LF that must follow a CR. */
    private @Nullable Scan lineFeed(byte octet, State next) {
        if (octet != '\n') {
            return Malformed.of("A CR is not followed by an LF.");
        }
        begin(next, at + 1);
        return null;
    }

    private void begin(State next, int from) {
        state = next;
        at = from;
        mark = from;
    }
}
