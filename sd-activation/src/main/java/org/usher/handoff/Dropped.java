package org.usher.handoff;

/** A reason for which a message is dropped: its fds are closed and the app never sees it. */
public enum Dropped {
    /** The message brought no fd. */
    NO_FD("it carried no file descriptor"),
    /** The message brought several fds. */
    SURPLUS_FDS("it carried more than one file descriptor"),
    /** The message, or what came with it, did not fit. */
    TRUNCATED("it was cut short: raise LimitNOFILE=; in a confined domain (SELinux, AppArmor) allow receiving the"
            + " dispatcher's sockets"),
    /** The header is not one of this protocol. */
    MALFORMED("its header is malformed"),
    /** The fd is not a connected stream socket. */
    NOT_A_CONNECTION("its file descriptor is not a connected stream socket"),
    /** There are unread octets, and the receiver cannot take any. */
    UNREAD("it carried unread octets, which this server cannot take: write Unread=no into the [X-HTTP] section");

    private final String explanation;

    Dropped(String explanation) {
        this.explanation = explanation;
    }

    /** Returns what was wrong with the message, and what to do if that is ours to do. */
    public String explanation() {
        return explanation;
    }
}
