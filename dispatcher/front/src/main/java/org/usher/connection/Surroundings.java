package org.usher.connection;

import org.usher.poll.Deadlines;
import org.usher.poll.Poller;
import org.usher.posix.Kernel;

/**
 * What every phase needs of the loop.
 *
 * @param kernel makes the system calls
 * @param poller tells when an fd is ready
 * @param deadlines tell when time is over
 * @param addresses are those of the connection in hand
 * @param events hear what happens
 */
public record Surroundings(Kernel kernel, Poller poller, Deadlines deadlines, Addresses addresses, Events events) {}
