package org.usher.table;

import java.util.Map;
import org.usher.route.AppState;
import org.usher.route.Limits;

/**
 * Everything that the data plane knows of the configuration at one moment. It is handed over as a whole, and never
 * changes.
 *
 * @param table where requests go
 * @param states what systemd says of the socket units of apps, by unit; one that is missing is listening
 * @param limits what connections may use
 */
public record InForce(RouteTable table, Map<String, AppState> states, Limits limits) {
    public InForce {
        states = Map.copyOf(states);
    }
}
