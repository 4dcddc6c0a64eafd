package org.usher.command;

import java.util.List;
import org.usher.print.Table;
import org.usher.report.RouteReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the routes that are in force. */
@Command(name = "routes", description = "List the routes that are in force: which prefix leads to which unit.")
public final class ListRoutes implements Subcommand {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public ExitCode run(Environment environment) {
        List<RouteReport> routes = environment.running().routes();
        output.print(environment.out(), routes, table(routes), "routes");
        return ExitCode.OK;
    }

    private static Table table(List<RouteReport> routes) {
        Table table = new Table("PREFIX", "UNIT", "MODE", "STATE", "HANDED", "REFUSED", "DECLARED");
        for (RouteReport route : routes) {
            table.row(
                    route.prefix(),
                    route.unit(),
                    route.mode(),
                    route.state(),
                    String.valueOf(route.handed()),
                    String.valueOf(route.refused()),
                    route.file() + ":" + route.line());
        }
        return table;
    }
}
