package org.usher.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.usher.machine.LocalMachine;
import org.usher.posix.SocketType;
import org.usher.problem.Problems;
import org.usher.unit.Assignment;
import org.usher.unit.SpecifierException;
import org.usher.unit.Specifiers;
import org.usher.unit.UnitSource;
import org.usher.unit.UnitText;

/**
 * A socket unit and its service, reduced to what can be done without systemd.
 *
 * @param service name of the service
 * @param fdName under which the service finds its sockets
 * @param listens its sockets, in the order of the unit's lines
 * @param program what is run
 */
record AppUnit(String service, String fdName, List<Listen> listens, Program program) {
    /** The one directory in which a service of the system manager starts (systemd.exec(5), WorkingDirectory=). */
    private static final Path START = Path.of("/");

    /**
     * One {@code Listen…=} line.
     *
     * @param type one of {@link SocketType}'s {@code SOCK_} numbers
     * @param path as the unit has it
     */
    record Listen(int type, Path path) {}

    AppUnit {
        listens = List.copyOf(listens);
    }

    /**
     * Reads the socket unit {@code socketUnit} and its service.
     *
     * @param inherited variables that every program gets
     * @throws IOException with a sentence if a file cannot be read or says what cannot be done here
     */
    static AppUnit read(UnitSource source, String socketUnit, Map<String, String> inherited) throws IOException {
        UnitText socket = text(source, socketUnit, "it is gone");
        Assignment named = socket.scalar("Socket", "Service");
        String service = named == null ? socketUnit.replaceFirst("\\.socket$", ".service") : named.value();
        Assignment fdName = socket.scalar("Socket", "FileDescriptorName");
        List<Listen> listens = new ArrayList<>(listens(socket, "ListenDatagram", SocketType.SOCK_DGRAM));
        listens.addAll(listens(socket, "ListenStream", SocketType.SOCK_STREAM));
        Program program = program(text(source, service, socketUnit + " starts it"), service, inherited);
        return new AppUnit(service, fdName == null ? socketUnit : fdName.value(), listens, program);
    }

    private static UnitText text(UnitSource source, String unit, String why) throws IOException {
        List<Path> files = source.filesOf(unit);
        if (files.isEmpty()) {
            throw new IOException("there is no " + unit + ", but " + why);
        }
        Problems problems = new Problems();
        UnitText text = UnitText.read(unit, files, problems);
        text.reportEnds(problems);
        if (!text.whole()) {
            throw new IOException(problems.found().get(0).text());
        }
        return text;
    }

    private static List<Listen> listens(UnitText socket, String key, int type) throws IOException {
        List<Listen> listens = new ArrayList<>();
        for (Assignment value : socket.listeners(key)) {
            String path = expanded(socket, value.value(), value);
            if (!path.startsWith("/")) {
                throw new IOException(value.file() + ":" + value.line() + ": " + key + "=" + value.value()
                        + " is not a path, and usherctl run binds nothing else");
            }
            listens.add(new Listen(type, Path.of(path)));
        }
        return listens;
    }

    private static Program program(UnitText service, String name, Map<String, String> inherited) throws IOException {
        List<Assignment> commands = service.list("Service", "ExecStart");
        if (commands.size() != 1) {
            throw new IOException(name + " has " + commands.size() + " ExecStart= lines, and usherctl run needs one");
        }
        Map<String, String> variables = new LinkedHashMap<>(inherited);
        for (Assignment value : service.list("Service", "Environment")) {
            for (String word : words(service, value)) {
                int equals = word.indexOf('=');
                if (equals > 0) {
                    variables.put(word.substring(0, equals), word.substring(equals + 1));
                }
            }
        }
        Assignment directory = service.scalar("Service", "WorkingDirectory");
        Path start = directory == null ? START : Path.of(expanded(service, directory.value(), directory));
        return new Program(command(service, commands.get(0), variables), variables, start);
    }

    private static List<String> command(UnitText service, Assignment line, Map<String, String> variables)
            throws IOException {
        List<String> words = words(service, line);
        String first = words.isEmpty() ? "" : words.get(0);
        String program = first.replaceFirst("^[-:+!]+", ""); // neither failure nor privilege means anything here
        if (program.isEmpty() || program.startsWith("@")) {
            throw new IOException(line + ": usherctl run does not know how to start this");
        }
        List<String> command = new ArrayList<>();
        boolean relative = !program.startsWith("/") && program.indexOf('/') >= 0;
        Path beside = line.file().toAbsolutePath().resolveSibling(program).normalize();
        command.add(relative ? beside.toString() : program);
        List<String> arguments = words.subList(1, words.size());
        boolean verbatim = first.substring(0, first.length() - program.length()).indexOf(':') >= 0;
        command.addAll(verbatim ? arguments : ExecLine.substitute(arguments, variables));
        return command;
    }

    /** Splits first and expands then: what a specifier inserts stays within its word. */
    private static List<String> words(UnitText unit, Assignment value) throws IOException {
        try {
            List<String> words = new ArrayList<>();
            for (String word : ExecLine.words(value.value())) {
                words.add(expanded(unit, word, value));
            }
            return words;
        } catch (IllegalArgumentException malformed) {
            throw new IOException(value + ": " + malformed.getMessage(), malformed);
        }
    }

    private static String expanded(UnitText unit, String word, Assignment where) throws IOException {
        try {
            return new Specifiers(unit, new LocalMachine()).inSystemdValue(word);
        } catch (SpecifierException unknown) {
            throw new IOException(where + ": " + unknown.getMessage(), unknown);
        }
    }
}
