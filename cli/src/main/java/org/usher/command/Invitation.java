package org.usher.command;

import java.util.ArrayList;
import java.util.List;
import org.usher.embedded.ListenAddress;
import org.usher.route.Category;
import org.usher.route.Claim;
import org.usher.route.HostPattern;
import org.usher.route.UrlPrefix;

/** The curl commands that reach what is served: one a claim, a name that no DNS knows resolved by hand. */
final class Invitation {
    private final ListenAddress listen;
    private final List<Claim> claims;

    Invitation(ListenAddress listen, List<Claim> claims) {
        this.listen = listen;
        this.claims = List.copyOf(claims);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Claim claim : claims) {
            lines.add(curl(claim.prefix()) + "    # " + claim.app().unit());
        }
        if (claims.isEmpty()) {
            lines.add("No unit here claims a prefix: write [X-HTTP] and Prefix=/name/ into a .socket unit.");
        }
        return lines;
    }

    private String curl(UrlPrefix prefix) {
        HostPattern host = prefix.host();
        if (host.category() != Category.NAME && host.category() != Category.SUBDOMAINS) {
            return "curl " + listen.url() + prefix.path();
        }
        String name = (host.category() == Category.NAME ? "" : "any.") + host.host() + ":"
                + listen.address().getPort();
        String address = listen.hostAndPort().replaceFirst(":[0-9]+$", "");
        return "curl --resolve " + name + ":" + address + " http://" + name + prefix.path();
    }
}
