package org.usher.parking;

import java.time.Duration;

/**
 * The app in whose queue requests are that are parked, and what must be known to follow them there: the socket that they
 * were sent from travels with it.
 *
 * @param unit name of the socket unit
 * @param socket path of the app's socket, as the unit file spells it
 * @param inode which file that path led to when they were sent
 * @param startTimeout how long a request may wait until it is taken
 */
public record ParkedApp(String unit, String socket, long inode, Duration startTimeout) {}
