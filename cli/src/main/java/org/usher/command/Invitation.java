package org.usher.command;

import org.usher.embedded.ListenAddress;
import org.usher.route.Category;
import org.usher.route.Claim;
import org.usher.route.HostPattern;
import org.usher.route.UrlPrefix;

/** The curl command that reaches what a claim says, a name that no DNS knows resolved by hand. */
final class Invitation {
    private Invitation() {}

    /** The command for what {@code claim} says, where {@code listen} listens. */
    static String line(ListenAddress listen, Claim claim) {
        return curl(listen, claim.prefix()) + "    # " + claim.app().unit();
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
