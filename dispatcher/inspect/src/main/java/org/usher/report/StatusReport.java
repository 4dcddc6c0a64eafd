package org.usher.report;

import java.util.List;
import java.util.Map;

/**
 * How a dispatcher is.
 *
 * @param version of the program
 * @param pid its process id
 * @param started when it began to serve, as an ISO 8601 instant
 * @param loaded when it last read the unit files, as an ISO 8601 instant
 * @param listeners the addresses that it accepts connections on, such as {@code [::]:80}
 * @param routes how many routes are in force
 * @param problems how many problems of severity {@code warning} or {@code error} there are
 * @param pendingHeads connections that wait for the rest of their head
 * @param handed connections handed off since the start
 * @param gone connections that ended without a request
 * @param dropped connections that were closed without an answer though a request had come, or may have
 * @param badReturns messages on the return listener that were no connection of ours
 * @param journalDropped entries that the log did not take, since it was full
 * @param refused requests refused since the start, by the word of their reason; without those that never happened
 */
public record StatusReport(
        String version,
        long pid,
        String started,
        String loaded,
        List<String> listeners,
        int routes,
        int problems,
        int pendingHeads,
        long handed,
        long gone,
        long dropped,
        long badReturns,
        long journalDropped,
        Map<String, Long> refused) {}
