package org.usher.explain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.address.IpAddress;
import org.usher.path.PathSegments;
import org.usher.route.Category;
import org.usher.route.Claim;
import org.usher.route.Holder;
import org.usher.route.HostPattern;
import org.usher.route.Reservation;
import org.usher.route.Route;

/** Claims and reservations by host and path, whichever listener they are for and whether or not they are in force. */
final class ClaimIndex {
    private static final Comparator<Holder> FULL_FORMS_FIRST =
            Comparator.comparing(holding -> !holding.prefix().isFull());

    private final Map<String, List<Holder>> byPlace = new HashMap<>();

    ClaimIndex(List<Claim> claims, List<Reservation> reservations) {
        claims.forEach(claim -> add(new Route(claim)));
        reservations.forEach(this::add);
        byPlace.values().forEach(holdings -> holdings.sort(FULL_FORMS_FIRST));
    }

    private void add(Holder holding) {
        HostPattern host = holding.prefix().host();
        List<String> paths = paths(holding.prefix().path().getBytes(US_ASCII));
        String place = place(host.category(), host.toString(), paths.get(0));
        byPlace.computeIfAbsent(place, any -> new ArrayList<>(1)).add(holding);
    }

    /** Those that have this host and path, in the order of the search, the longest path first. */
    List<Holder> having(@Nullable String host, IpAddress localAddress, byte[] path) {
        List<String> paths = paths(path);
        List<Holder> found = new ArrayList<>();
        collect(Category.STRONG, "+", paths, found);
        if (host != null) {
            collect(Category.NAME, host, paths, found);
            for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                collect(Category.SUBDOMAINS, "*" + host.substring(dot), paths, found);
            }
        }
        collect(Category.ADDRESS, localAddress.inUrl(), paths, found);
        collect(Category.WEAK, "*", paths, found);
        return found;
    }

    private void collect(Category category, String host, List<String> paths, List<Holder> found) {
        for (String path : paths) {
            found.addAll(byPlace.getOrDefault(place(category, host, path), List.of()));
        }
    }

    private static String place(Category category, String host, String path) {
        return category + " " + host + path;
    }

    /** The places on the way of a path's plain parts, the last one first, names decoded. */
    private static List<String> paths(byte[] path) {
        List<String> paths = new ArrayList<>(List.of("/"));
        PathSegments parts = new PathSegments(path);
        while (parts.next() && parts.isPlain() && !parts.isEmpty()) {
            paths.add(0, paths.get(0) + new String(parts.name(), ISO_8859_1) + "/");
        }
        return paths;
    }
}
