package org.usher.poll;

/** An owner that waits for its time. */
public interface Due extends Waiting {
    /** Is called on the loop's thread when the time has come. */
    void expired();
}
