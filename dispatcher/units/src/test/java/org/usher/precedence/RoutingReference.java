package org.usher.precedence;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.usher.path.PathReference;
import org.usher.route.Listener;

/**
 * What becomes of a request, a second time: written from the text of the rules as plainly and slowly as can be, with
 * nothing of the route table's in it. It knows claims and requests as text.
 */
record RoutingReference(
        List<Line> claims, List<Line> reservations, List<String> listedHosts, boolean alwaysNarrow, Listener listener) {
    private static final Pattern PREFIX = Pattern.compile(
            "(?:(?<scheme>https?):)?(?://(?<host>\\[[^]]*]|[^:/]*)(?::(?<port>[0-9]+))?)?(?<path>/.*|)");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:[0-9]{0,5})?");
    private static final Pattern ABSOLUTE = Pattern.compile("([a-z]+)://([^/?]*)(.*)");

    /** A claim, or a reservation. */
    static final class Line {
        private final String prefix;
        private final List<String> units;
        private final String file;
        private final @Nullable String scheme;
        private final String host;
        private final int port;
        private final String path;

        /**
         * @param prefix what is claimed, in any of the three forms
         * @param units who claims it, or who may: patterns
         * @param file where it is written
         */
        Line(String prefix, List<String> units, String file) {
            this.prefix = prefix;
            this.units = units;
            this.file = file;
            Matcher parts = PREFIX.matcher(prefix);
            if (!parts.matches()) {
                throw new IllegalArgumentException(prefix);
            }
            scheme = parts.group("scheme");
            host = parts.group("host") == null ? "*" : canonicalHost(parts.group("host"));
            String number = parts.group("port");
            port = number != null ? Integer.parseInt(number) : "https".equals(scheme) ? 443 : 80;
            String decoded = PathReference.decodeOnce(parts.group("path"));
            path = decoded.endsWith("/") ? decoded : decoded + "/";
        }

        String prefix() {
            return prefix;
        }

        List<String> units() {
            return units;
        }

        String file() {
            return file;
        }

        boolean isFull() {
            return scheme != null;
        }

        String host() {
            return host;
        }

        String path() {
            return path;
        }

        boolean isOn(Listener listener) {
            return scheme == null || (scheme.equals(listener.scheme()) && port == listener.port());
        }

        boolean isAdministrators() {
            return file.matches("/(etc|run)/.*");
        }

        boolean names(String unit) {
            return units.stream()
                    .anyMatch(pattern -> unit.matches(
                            pattern.replace(".", "\\.").replace("*", ".*").replace("?", ".")));
        }

        @Override
        public String toString() {
            return units + " " + prefix + " in " + file;
        }
    }

    /** Who has a path: a unit, or nobody that a reservation lets in. */
    private record Holder(String word) {
        static final Holder NOBODY = new Holder("Reserved");

        boolean isNobody() {
            return equals(NOBODY);
        }
    }

    /** The unit and the path of its prefix, or the word of the refusal. */
    String decide(String localAddress, @Nullable String hostField, String target, int minorVersion) {
        String host = hostField == null || hostField.isEmpty() ? null : hostField;
        if (host != null && !isHost(host)) {
            return "BadHost";
        }
        String path = target;
        Matcher absolute = ABSOLUTE.matcher(target);
        if (absolute.matches()) {
            String authority = absolute.group(2);
            if (!isHost(authority)) {
                return "BadHost";
            }
            if (host == null && minorVersion > 0) {
                return "MissingHost";
            }
            if (host != null && !withoutPort(host).equals(withoutPort(authority))) {
                return "AmbiguousHost";
            }
            if (!absolute.group(1).equals(listener.scheme())) {
                return "UnknownHost";
            }
            host = authority;
            path = absolute.group(3).startsWith("/") ? absolute.group(3) : "/" + absolute.group(3);
        }
        if (host == null && minorVersion > 0) {
            return "MissingHost";
        }
        String name = host == null ? null : withoutPort(host);
        return search(localAddress, name, path.equals("*") ? "/" : path.replaceFirst("(?s)\\?.*", ""));
    }

    private String search(String localAddress, @Nullable String host, String path) {
        boolean hostHasRoutes = false;
        for (String pattern : patterns(localAddress, host)) {
            Map<String, Holder> holders = holders(pattern);
            hostHasRoutes |= holders.values().stream().anyMatch(holder -> !holder.isNobody());
            PathReference paths = new PathReference();
            holders.keySet().forEach(held -> paths.claim(held, held));
            String held = paths.route(path);
            if (PathReference.AMBIGUOUS.equals(held)) {
                return "AmbiguousPath";
            }
            if (held != null) {
                Holder holder = Objects.requireNonNull(holders.get(held));
                return holder.isNobody() ? holder.word() : holder.word() + " " + pattern + held;
            }
        }
        return hostHasRoutes ? "UnknownPath" : "UnknownHost";
    }

    /** The host patterns that take in a request, in the order of the search. */
    private List<String> patterns(String localAddress, @Nullable String host) {
        List<String> patterns = new ArrayList<>(List.of("+"));
        if (host != null) {
            patterns.add(host);
            for (String domain = host; domain.contains("."); ) {
                domain = domain.substring(domain.indexOf('.') + 1);
                patterns.add("*." + domain);
            }
        }
        if (host == null || !host.equals(address(localAddress))) {
            patterns.add(address(localAddress));
        }
        if (isAddress(String.valueOf(host)) && !String.valueOf(host).equals(address(localAddress))) {
            patterns.remove(host); // An address is that of the connection, never that of the Host field.
        }
        boolean narrow = alwaysNarrow || listener.loopbackBound() || !listedHosts.isEmpty();
        if (!narrow || host == null || isKnown(host)) {
            patterns.add("*");
        }
        return patterns;
    }

    private boolean isKnown(String host) {
        Stream<String> spelled = Stream.concat(claims.stream().map(Line::host), listedHosts.stream());
        return isAddress(host)
                || Stream.concat(Stream.of("localhost", "*.localhost"), spelled)
                        .anyMatch(known ->
                                known.startsWith("*.") ? host.endsWith(known.substring(1)) : known.equals(host));
    }

    /** Who holds each path of a host pattern, the shorter paths decided first. */
    private Map<String, Holder> holders(String pattern) {
        Map<String, Holder> holders = new HashMap<>();
        Stream.concat(lines(claims, pattern), lines(reservations, pattern))
                .map(Line::path)
                .sorted(Comparator.comparing(String::length))
                .distinct()
                .forEach(path -> {
                    Holder holder = holder(pattern, path);
                    if (holder != null) {
                        holders.put(path, holder);
                    }
                });
        return holders;
    }

    private @Nullable Holder holder(String pattern, String path) {
        List<Line> deciding = lines(reservations, pattern)
                .filter(reserved -> path.startsWith(reserved.path()))
                .sorted(Comparator.comparing((Line reserved) -> -reserved.path().length())
                        .thenComparing(reserved -> reserved.isFull() ? 0 : 1))
                .limit(1) // The longest decides alone.
                .toList();
        List<Line> winner = lines(claims, pattern)
                .filter(claim -> claim.path().equals(path))
                .filter(claim -> deciding.stream().allMatch(rule -> rule.names(unit(claim))))
                .sorted(order())
                .limit(1)
                .toList();
        if (!winner.isEmpty()) {
            return new Holder(unit(winner.get(0)));
        }
        return deciding.stream().anyMatch(rule -> rule.path().equals(path)) ? Holder.NOBODY : null;
    }

    private static Comparator<Line> order() {
        return Comparator.comparing((Line claim) -> claim.isFull() ? 0 : 1)
                .thenComparing(claim -> claim.isAdministrators() ? 0 : 1)
                .thenComparing(RoutingReference::unit);
    }

    private Stream<Line> lines(List<Line> lines, String pattern) {
        return lines.stream().filter(line -> line.isOn(listener) && line.host().equals(pattern));
    }

    private static String unit(Line claim) {
        return claim.units().get(0);
    }

    private static boolean isHost(String text) {
        return HOST.matcher(text).matches()
                && !withoutPort(text).isEmpty()
                && Stream.of(withoutPort(text).split("\\.", -1)).noneMatch(String::isEmpty);
    }

    private static String withoutPort(String host) {
        return canonicalHost(host.replaceFirst(":[0-9]*$", ""));
    }

    static String canonicalHost(String host) {
        if (isAddress(host)) {
            return address(host.replaceAll("[\\[\\]]", ""));
        }
        return host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+[0-9]");
    }

    /** One spelling for each address; one that is mapped from IPv4 is IPv4. */
    private static String address(String text) {
        try {
            String spelled = InetAddress.getByName(text).getHostAddress();
            return spelled.contains(":") ? "[" + spelled + "]" : spelled;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
