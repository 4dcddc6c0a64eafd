package org.usher.advice;

import java.util.List;
import org.usher.claim.AppListener;
import org.usher.problem.Fix;
import org.usher.problem.Problems;
import org.usher.section.HttpSection;
import org.usher.unit.Assignment;
import org.usher.unit.UnitText;

/** Settings of systemd's that are harmless in other socket units and lose connections in those of an app. */
final class SocketTraps {
    private SocketTraps() {}

    static void report(UnitText text, AppListener listener, Problems problems) {
        Assignment flush = text.scalar("Socket", "FlushPending");
        if (flush != null && HttpSection.isYes(flush.value())) {
            String what = "FlushPending= throws away the connections that wait when the app stops";
            problems.warning("flush-pending", flush, what, "FlushPending=no");
        }
        for (String key : List.of("PrivateNetwork", "NetworkNamespacePath")) {
            Assignment network = text.scalar("Socket", key);
            if (network != null && !HttpSection.isNo(network.value())) {
                String what = key + "= in the socket unit shortens its queue to 11 connections;"
                        + " below [Service] of the service the line may stand";
                String fix = key + "=" + (key.startsWith("Private") ? "no" : "");
                problems.warning("dgram-queue-short", network, what, fix);
            }
        }
        for (Assignment onFailure : text.list("Unit", "OnFailure")) {
            if (onFailure.value().contains("usher-rearm@")) {
                return;
            }
        }
        String what = "when " + text.unit() + " fails, nothing makes it listen again";
        problems.note("no-rearm", listener.line(), what, Fix.lines("[Unit]", "OnFailure=usher-rearm@%N.service"));
    }
}
