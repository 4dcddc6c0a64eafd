package org.usher.connection;

/**
 * The octets at the front of a connection as they were peeked before it was sent to an app: how many, and their CRC-32.
 *
 * <p>Whoever reads these octets owns the request (PROTOCOL.md, rule 32): while they stand there unread, no app has begun
 * to serve it. Octets that follow a request which an app has just read have another checksum, unless the client makes
 * them so, to its own harm.
 */
public record HeadFingerprint(int length, long checksum) {}
