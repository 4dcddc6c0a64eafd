package org.usher.head;

/** The version of a request line, taken octet by octet: {@code HTTP/x.y}, one digit each, in capitals (RFC 9112 §2.3). */
final class Version {
    private static final String NAME = "HTTP/";
    private static final int MAJOR = NAME.length();
    private static final int DOT = MAJOR + 1;
    private static final int MINOR = DOT + 1;

    private int taken;
    private int major;
    private int minor;

    /** Takes the next octet, if a version may go on with it. */
    boolean take(byte octet) {
        boolean digit = octet >= '0' && octet <= '9';
        boolean fits =
                taken < MAJOR ? octet == NAME.charAt(taken) : taken == DOT ? octet == '.' : digit && taken <= MINOR;
        if (!fits) {
            return false;
        }
        if (taken == MAJOR) {
            major = octet - '0';
        } else if (taken == MINOR) {
            minor = octet - '0';
        }
        taken++;
        return true;
    }

    boolean isWhole() {
        return taken > MINOR;
    }

    int major() {
        return major;
    }

    int minor() {
        return minor;
    }

    void clear() {
        taken = 0;
    }

    @Override
    public String toString() {
        return NAME + major + "." + minor;
    }
}
