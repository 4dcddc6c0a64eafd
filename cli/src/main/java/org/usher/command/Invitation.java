package org.usher.command;

import java.util.List;
import org.usher.embedded.ListenAddress;
import org.usher.route.Category;
import org.usher.route.Claim;
import org.usher.route.HostPattern;
import org.usher.route.UrlPrefix;

/** The curl commands that reach what is served: one a claim, a name that no DNS knows resolved by hand. */
final class Invitation {
    private Invitation() {}

    /** The commands for what {@code claims} says, where {@code listen} listens. */
    static List<String> lines(ListenAddress listen, List<Claim> claims) {
        if (claims.isEmpty()) {
            return List.of("No unit here claims a prefix: write [X-HTTP] and Prefix=/name/ into a .socket unit.");
        }
        return claims.stream()
                .map(claim ->
                        curl(listen, claim.prefix()) + "    # " + claim.app().unit())
                .toList();
    }

    private static String curl(ListenAddress listen, UrlPrefix prefix) {
        HostPattern host = prefix.host();
        if (host.category() != Category.NAME && host.category() != Category.SUBDOMAINS) {
            return "curl http://" + listen.hostAndPort() + prefix.path();
        }
        String name = (host.category() == Category.NAME ? "" : "any.") + host.host() + ":"
                + listen.address().getPort();
        String address = listen.hostAndPort().replaceFirst(":[0-9]+$", "");
        return "curl --resolve " + name + ":" + address + " http://" + name + prefix.path();
    }
}
