package org.usher.reception;

/** A connection that a program has received, as its {@link Reception} sees it. */
public interface Received {
    /** Takes no request after the present one. */
    void retire();

    /** Closes, whatever is going on. */
    void abandon();
}
