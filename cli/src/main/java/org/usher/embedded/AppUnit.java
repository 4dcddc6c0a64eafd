package org.usher.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.usher.claim.AppListener;
import org.usher.machine.Machine;
import org.usher.posix.SocketType;
import org.usher.problem.Problems;
import org.usher.section.HttpSection;
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

    private static final Map<String, Integer> TYPES =
            Map.of("ListenDatagram", SocketType.SOCK_DGRAM, "ListenStream", SocketType.SOCK_STREAM);
    private static final Machine MACHINE = new Machine();
    private static final Pattern OWN = Pattern.compile("%[%huY]");
    private static final String HOME = System.getProperty("user.home");
    private static final String USER = System.getProperty("user.name");

    private static final Pattern NO_SECOND_COMMAND = Pattern.compile("[ \t]+;[ \t]*$");

    /** A ; that is a word of its own, outside of quotes, with a word behind it; possessive, so that no line is too long. */
    private static final Pattern SECOND_COMMAND = Pattern.compile(
            "^(?:\"(?:\\\\.|[^\"\\\\])*+\"|'(?:\\\\.|[^'\\\\])*+'|\\\\.|(?![ \t];[ \t]+\\S)[^\"'\\\\])*+[ \t];");

    /**
     * One {@code Listen…=} line.
     *
     * @param type one of {@link SocketType}'s {@code SOCK_} numbers
     * @param path as the unit has it
     */
    record Listen(int type, Path path) {}

    /**
     * Reads the socket unit {@code socketUnit} and its service.
     *
     * @param inherited variables that every program gets
     * @param warn told of what is done otherwise than it is written
     * @throws IOException with a sentence if a file cannot be read or says what cannot be done here
     */
    static AppUnit read(UnitSource source, String socketUnit, Map<String, String> inherited, Consumer<String> warn)
            throws IOException {
        UnitText socket = text(source, socketUnit, "");
        Assignment accept = socket.scalar("Socket", "Accept");
        if (accept != null && !HttpSection.isNo(accept.value())) {
            throw new IOException(accept.file() + ":" + accept.line() + ": Accept=" + accept.value() + " starts a"
                    + " program for each connection, which usherctl run does not: install the unit to try it");
        }
        String service = socket.service(MACHINE);
        Assignment named = socket.scalar("Socket", "FileDescriptorName");
        String fdName = named == null ? socketUnit : expanded(socket, named.value(), named);
        String beside = " beside " + socket.paths().get(0) + ": write it, or name another with Service=";
        UnitText text = text(source, service, beside);
        return new AppUnit(service, fdName, listens(socket), program(text, inherited, warn));
    }

    private static UnitText text(UnitSource source, String unit, String where) throws IOException {
        List<Path> files = source.filesOf(unit);
        if (files.isEmpty()) {
            throw new IOException("there is no " + unit + where);
        }
        Problems problems = new Problems();
        UnitText text = UnitText.read(unit, files, problems);
        text.reportEnds(problems);
        if (!text.whole()) {
            throw new IOException(problems.found().get(0).text());
        }
        return text;
    }

    private static List<Listen> listens(UnitText socket) throws IOException {
        List<Listen> listens = new ArrayList<>();
        for (Assignment line : socket.listeners()) {
            String path = expanded(socket, line.value(), line);
            Integer type = TYPES.get(line.key());
            if (type == null || !path.startsWith("/")) {
                throw new IOException(line.file() + ":" + line.line() + ": usherctl run binds ListenDatagram= and"
                        + " ListenStream= to paths, and not " + line.key() + "=" + line.value() + ": take it out");
            }
            listens.add(new Listen(type, AppListener.real(Path.of(path))));
        }
        return listens;
    }

    private static Program program(UnitText service, Map<String, String> inherited, Consumer<String> warn)
            throws IOException {
        List<Assignment> commands = service.list("Service", "ExecStart");
        if (commands.size() != 1
                || SECOND_COMMAND.matcher(commands.get(0).value()).find()) {
            throw new IOException(service.paths().get(0) + ": usherctl run starts one command: write one"
                    + " ExecStart=/path/of/program below [Service], of a script if there are several");
        }
        Map<String, String> variables = new LinkedHashMap<>(inherited);
        for (Assignment line : service.list("Service", "Environment")) {
            for (String word : words(service, line, false, warn)) {
                int equals = word.indexOf('=');
                if (equals > 0) {
                    variables.put(word.substring(0, equals), word.substring(equals + 1));
                }
            }
        }
        return new Program(
                command(service, commands.get(0), variables, warn),
                variables,
                directory(service),
                StartLimit.of(service));
    }

    /** With a - in front it need not be there, and ~ is the home directory (systemd.exec(5)). */
    private static Path directory(UnitText service) throws IOException {
        Assignment line = service.scalar("Service", "WorkingDirectory");
        if (line == null) {
            return START;
        }
        String place = line.value().replaceFirst("^-", "");
        Path directory = Path.of(place.equals("~") ? HOME : expanded(service, place, line));
        boolean optional = line.value().startsWith("-");
        return optional && !Files.isDirectory(directory) ? START : directory;
    }

    private static List<String> command(
            UnitText service, Assignment line, Map<String, String> variables, Consumer<String> warn)
            throws IOException {
        List<String> words = words(service, line, true, warn);
        String first = words.isEmpty() ? "" : words.get(0);
        String program = first.replaceFirst("^[-:+!@]+", ""); // neither failure nor privilege means anything here
        String marks = first.substring(0, first.length() - program.length());
        boolean named = marks.indexOf('@') >= 0;
        if (program.isEmpty() || (named && words.size() < 2)) {
            throw new IOException(line + ": usherctl run does not know how to start this");
        }
        if (named) {
            warn.accept(line + ": usherctl run starts it as " + program + ", not under the name " + words.get(1));
        }
        boolean isPath = program.indexOf('/') >= 0;
        Path beside = line.file().toAbsolutePath().resolveSibling(program).normalize();
        if (isPath && !beside.startsWith(Program.OURS) && !Files.isExecutable(beside)) { // it may come later
            warn.accept(line + ": " + beside
                    + (Files.exists(beside) ? " may not be executed (chmod +x)" : " is not there"));
        }
        List<String> command = new ArrayList<>(List.of(isPath ? beside.toString() : program));
        List<String> arguments = new ArrayList<>(words.subList(named ? 2 : 1, words.size()));
        arguments.replaceAll(word -> word.equals("\\;") ? ";" : word);
        command.addAll(marks.indexOf(':') >= 0 ? arguments : ExecLine.substitute(arguments, variables));
        return command;
    }

    /** Splits first and expands then: what a specifier inserts stays within its word. */
    private static List<String> words(UnitText unit, Assignment line, boolean whole, Consumer<String> warn)
            throws IOException {
        String value = whole ? NO_SECOND_COMMAND.matcher(line.value()).replaceFirst("") : line.value();
        ExecLine split = ExecLine.parse(value, whole);
        if (!split.complete() && whole) {
            throw new IOException(line + ": a quote is not closed");
        } else if (!split.complete()) {
            warn.accept(
                    line + ": it can be read up to its word " + split.words().size() + "; the rest does not count");
        }
        split.unknown().stream()
                .filter(escape -> whole && !escape.equals("\\;"))
                .forEach(escape -> warn.accept(line + ": " + escape + " is no escape, and stays as it is"));
        List<String> words = new ArrayList<>();
        for (String word : split.words()) {
            words.add(expanded(unit, word, line));
        }
        return words;
    }

    /** Programs run as whoever runs us: %h and %u are theirs; %Y is where the unit lies (systemd.unit(5)). */
    private static String expanded(UnitText unit, String word, Assignment where) throws IOException {
        try {
            String place = String.valueOf(unit.paths().get(0).toAbsolutePath().getParent());
            Map<String, String> own = Map.of("%h", HOME, "%u", USER, "%Y", place, "%%", "%");
            String rest = OWN.matcher(word)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            own.getOrDefault(found.group(), "").replace("%", "%%")));
            return new Specifiers(unit, MACHINE).inSystemdValue(rest);
        } catch (SpecifierException unknown) {
            throw new IOException(where + ": " + unknown.getMessage(), unknown);
        }
    }
}
