package org.usher.parking;

/**
 * What stood at the front of a connection when it was sent to an app.
 *
 * @param length how many octets
 * @param checksum their CRC-32
 */
public record ParkedHead(int length, long checksum) {}
