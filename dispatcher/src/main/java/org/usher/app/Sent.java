package org.usher.app;

import org.usher.connection.Request;
import org.usher.poll.DeadlineQueue.Deadline;

/**
 * A request that was sent to its app and may never be taken; our copy of its connection is still open.
 *
 * @param request the request
 * @param head what nobody has read as long as the request is not served
 * @param startTimeout when it is refused
 */
record Sent(Request request, PeekedHead head, Deadline startTimeout) {}
