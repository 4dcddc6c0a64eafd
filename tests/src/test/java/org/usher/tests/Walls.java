package org.usher.tests;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The modules of the project, what each may use, and how many code lines they may have: what CONTRIBUTING.md says. */
final class Walls {
    /**
     * A module and what its code may name beside {@code java.lang}, {@code java.util} and its own packages.
     *
     * @param modules whose packages it may use
     * @param names packages and types from elsewhere, each with all that is in it
     */
    record Module(String directory, Set<String> modules, List<String> names) {
        boolean mayUse(String name) {
            return Stream.concat(Stream.of("java.lang", "java.util", "org.jspecify"), names.stream())
                    .anyMatch(allowed -> name.equals(allowed) || name.startsWith(allowed + "."));
        }
    }

    /** One way only: decide ◀ front, decide ◀ units ◀ inspect ◀ cli; daemon sees all. */
    static final List<Module> MODULES = List.of(
            new Module("sd-activation", Set.of(), List.of("java", "com.kenai.jffi", "org.newsclub")),
            new Module("sd-activation/conformance", Set.of(), List.of("java")),
            new Module("sd-activation/jetty", Set.of("sd-activation"), List.of("java", "org.eclipse.jetty")),
            new Module("sd-activation/netty", Set.of("sd-activation"), List.of("java", "io.netty", "io.vertx")),
            new Module("sd-activation/httpserver", Set.of("sd-activation"), List.of("java", "com.sun.net.httpserver")),
            new Module("sd-activation/tomcat", Set.of("sd-activation"), List.of("java", "org.apache")),
            new Module(
                    "sd-activation/spring-boot",
                    Set.of("sd-activation", "sd-activation/tomcat"),
                    List.of("java", "org.apache", "org.springframework")),
            new Module(
                    "dispatcher/decide",
                    Set.of(),
                    List.of(
                            "java.net.InetAddress", // values here: only literals are read
                            "java.net.UnknownHostException",
                            "java.nio.charset",
                            "java.nio.file.Path", // a value here: nothing is opened
                            "java.time.Duration",
                            "java.time.Instant",
                            "java.time.ZoneOffset",
                            "java.time.format",
                            "org.usher.handoff")),
            new Module("dispatcher/front", Set.of("dispatcher/decide", "sd-activation"), List.of("java")),
            new Module("dispatcher/units", Set.of("dispatcher/decide", "sd-activation"), List.of("java")),
            new Module(
                    "dispatcher/inspect",
                    Set.of("dispatcher/units", "dispatcher/decide", "sd-activation"),
                    List.of("java", "com.fasterxml.jackson")),
            new Module(
                    "dispatcher/daemon",
                    Set.of(
                            "dispatcher/front",
                            "dispatcher/inspect",
                            "dispatcher/units",
                            "dispatcher/decide",
                            "sd-activation"),
                    List.of("java")),
            new Module(
                    "cli",
                    Set.of(
                            "dispatcher/inspect",
                            "dispatcher/units",
                            "dispatcher/decide",
                            "sd-activation",
                            "sd-activation/conformance"),
                    List.of("java", "com.fasterxml.jackson", "picocli", "jnr.posix")),
            new Module(
                    "unit-templates/static",
                    Set.of("unit-templates/relay", "dispatcher/front", "dispatcher/decide", "sd-activation"),
                    List.of("java")),
            new Module(
                    "unit-templates/relay",
                    Set.of("dispatcher/front", "dispatcher/decide", "sd-activation"),
                    List.of("java")));

    /** Code lines that some modules may have together. */
    record Budget(String name, List<String> modules, int linesMax) {}

    static final List<Budget> BUDGETS = List.of(
            new Budget("decide + front", List.of("dispatcher/decide", "dispatcher/front"), 4_100),
            new Budget(
                    "dispatcher",
                    List.of(
                            "dispatcher/decide",
                            "dispatcher/front",
                            "dispatcher/units",
                            "dispatcher/inspect",
                            "dispatcher/daemon"),
                    9_700),
            new Budget("cli", List.of("cli"), 2_500));

    private Walls() {}
}
