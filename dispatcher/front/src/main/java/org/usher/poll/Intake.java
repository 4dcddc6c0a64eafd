package org.usher.poll;

/** An owner of a socket of ours on which connections come in. */
public interface Intake extends Waiting {
    /** Takes in the next one; returns its fd, or what else the kernel said: a negative errno. */
    int takeIn();
}
