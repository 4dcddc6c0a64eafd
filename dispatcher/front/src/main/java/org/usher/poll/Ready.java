package org.usher.poll;

/** An owner that waits for an fd. */
public interface Ready extends Waiting {
    /** Is called on the loop's thread with the {@link org.usher.posix.Epoll} bits that are true of the fd now. */
    void ready(int bits);
}
