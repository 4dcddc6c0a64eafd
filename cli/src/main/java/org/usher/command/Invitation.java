package org.usher.command;

import java.util.ArrayList;
import java.util.List;
import org.usher.embedded.ListenAddress;
import org.usher.route.Claim;

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
            lines.add(curl(claim.prefix().toString()) + "    # " + claim.app().unit());
        }
        if (claims.isEmpty()) {
            lines.add("No unit here claims a prefix: write [X-HTTP] and Prefix=/name/ into a .socket unit.");
        }
        return lines;
    }

    /** A canonical prefix is {@code /path/}, {@code //host/path/} or {@code scheme://host:port/path/}. */
    private String curl(String prefix) {
        int authorityAt = prefix.indexOf("//");
        if (authorityAt < 0) {
            return "curl " + listen.url() + prefix;
        }
        int pathAt = prefix.indexOf('/', authorityAt + 2);
        String path = prefix.substring(pathAt);
        String host = prefix.substring(authorityAt + 2, pathAt).replaceFirst(":[0-9]+$", "");
        if (host.equals("+") || host.equals("*") || host.startsWith("[") || host.matches("[0-9.]+")) {
            return "curl " + listen.url() + path;
        }
        String name = host.replaceFirst("^\\*\\.", "any.");
        int port = listen.address().getPort();
        String address = listen.hostAndPort().replaceFirst(":[0-9]+$", "");
        return "curl --resolve " + name + ":" + port + ":" + address + " http://" + name + ":" + port + path;
    }
}
