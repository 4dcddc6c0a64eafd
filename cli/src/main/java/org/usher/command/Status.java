package org.usher.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.TreeMap;
import org.usher.print.FieldList;
import org.usher.report.StatusReport;
import org.usher.varlink.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows how the dispatcher is. */
@Command(name = "status", description = "Show the state of the dispatcher and what it has done since it started.")
public final class Status implements Subcommand {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public ExitCode run(Environment environment) {
        StatusReport status = environment.running().status();
        List<String> inMaintenance = inMaintenance(environment);
        ObjectNode json = Json.MAPPER.valueToTree(status);
        output.print(
                environment.out(), json.putPOJO("inMaintenance", inMaintenance), out -> fields(status, inMaintenance)
                        .print(out));
        return ExitCode.OK;
    }

    private static List<String> inMaintenance(Environment environment) {
        return environment.running().problems().stream()
                .filter(problem -> problem.id().equals("maintenance"))
                .map(problem -> String.valueOf(problem.unit()))
                .toList();
    }

    private static FieldList fields(StatusReport status, List<String> inMaintenance) {
        FieldList fields = new FieldList()
                .add("Dispatcher", "usher " + status.version() + ", process " + status.pid())
                .add("Started", status.started())
                .add("Units read", status.loaded())
                .add("Listeners", status.listeners())
                .add("Routes", String.valueOf(status.routes()))
                .add("Problems", status.problems() + (status.problems() == 0 ? "" : " (usherctl problems)"))
                .add("In maintenance", inMaintenance)
                .add("Pending heads", String.valueOf(status.pendingHeads()))
                .add("Handed off", String.valueOf(status.handed()))
                .add("Gone", status.gone() + " (closed without a request)");
        addUnlessZero(fields, "Dropped", status.dropped(), " (closed without an answer to a request)");
        addUnlessZero(fields, "Bad returns", status.badReturns(), "");
        addUnlessZero(fields, "Journal", status.journalDropped(), " entries dropped: it did not take them");
        return fields.add(
                "Refused",
                new TreeMap<>(status.refused())
                        .entrySet().stream()
                                .map(reason -> reason.getValue() + " " + reason.getKey())
                                .toList());
    }

    private static void addUnlessZero(FieldList fields, String name, long count, String what) {
        fields.add(name, count == 0 ? null : count + what);
    }
}
