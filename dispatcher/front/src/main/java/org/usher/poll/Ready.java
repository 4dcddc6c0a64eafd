package org.usher.poll;

/** Somebody who waits for an fd. */
public interface Ready {
    /** Is called on the loop's thread with the {@link org.usher.posix.Epoll} bits that are true of the fd now. */
    void ready(int bits);
}
