package org.usher.parking;

/**
 * One request that is in the queue of an app, between two dispatchers.
 *
 * @param connection the connection at whose head it stands
 * @param prefix the canonical prefix of the route by which it was sent
 * @param isHead whether its method is HEAD
 * @param head what nobody has read as long as it is not served
 * @param roomBehind the room, as SIOCOUTQ counts it, of what was sent after it from the same socket: it is taken as soon
 *     as no more than that is left
 */
public record ParkedRequest(Parked connection, String prefix, boolean isHead, ParkedHead head, int roomBehind) {}
