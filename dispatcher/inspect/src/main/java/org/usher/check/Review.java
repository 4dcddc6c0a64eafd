package org.usher.check;

import java.util.ArrayList;
import java.util.List;
import org.usher.precedence.HostPolicy;
import org.usher.precedence.TableBuilder;
import org.usher.problem.Problem;
import org.usher.route.Claim;
import org.usher.route.Listener;

/** All that is wrong between the claims that a route table was made of. */
public final class Review {
    private Review() {}

    /**
     * The problems, those of single claims first.
     *
     * @param points the listeners that are there, empty if that is not known
     */
    public static List<Problem> problems(
            List<Claim> claims, TableBuilder.Built built, List<Listener> points, HostPolicy policy) {
        List<Problem> problems = new ArrayList<>(Conflicts.problems(built.lost()));
        problems.addAll(Unserved.problems(claims, points));
        problems.addAll(PrivateListeners.problems(claims, points, policy));
        problems.addAll(Neighbours.problems(built.table().routes()));
        return problems;
    }
}
