package org.usher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.command.Console;
import org.usher.command.ExitCode;
import org.usher.refusal.Refusal;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The manual pages say what the code does: whatever can be listed is compared with it. */
class ManualTest {
    private static final Path NOWHERE = Path.of("/nowhere/control");
    private static final String OPTION = "--[a-z-]+";

    @TempDir
    private Path units = NOWHERE;

    static CommandLine table() {
        return UsherCtl.commandLine(new Console().environment(NOWHERE));
    }

    static Set<String> commands() {
        return table().getSubcommands().keySet();
    }

    @Test
    void everyCommandHasASectionAndNoOtherHas() throws IOException {
        Set<String> sections = new TreeSet<>();
        for (String line : ManualPage.read("usherctl.1").lines()) {
            if (line.startsWith(".SS ")) {
                sections.add(line.substring(4));
            }
        }
        assertEquals(new TreeSet<>(commands()), sections);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsShownWithItsOptionsAndNoOther(String command) throws IOException {
        ManualPage synopsis = ManualPage.read("usherctl.1").section(command).firstParagraph();
        assertTrue(synopsis.text().startsWith("usherctl " + command), synopsis.text());
        assertEquals(options(Set.of(command)), synopsis.all(OPTION));
    }

    @Test
    void everyOptionIsExplained() throws IOException {
        Set<String> explained = new TreeSet<>();
        for (String tag : ManualPage.read("usherctl.1").tags()) {
            if (tag.startsWith("--")) {
                explained.addAll(ManualPage.all("^" + OPTION, tag));
            }
        }
        assertEquals(options(commands()), explained);
    }

    @Test
    void exitCodesAreThoseOfTheCode() throws IOException {
        assertEquals(
                Arrays.stream(ExitCode.values())
                        .map(code -> Integer.toString(code.number()))
                        .toList(),
                ManualPage.read("usherctl.1").section("EXIT STATUS").tags());
    }

    @Test
    void variablesAreThoseOfTheHelp() throws IOException {
        String help = String.join(" ", table().getCommandSpec().usageMessage().footer());
        assertEquals(
                ManualPage.all("USHER_[A-Z]+", help),
                new TreeSet<>(
                        ManualPage.read("usherctl.1").section("ENVIRONMENT").tags()));
    }

    @Test
    void everyProblemIsListedAndNoOther() throws IOException {
        String code = Sources.of("units") + Sources.of("inspect");
        Set<String> reported = ManualPage.all("\\b(?:error|warning|note|report)\\(\\s*\"([a-z]+(?:-[a-z]+)+)\"", code);
        Set<String> words = ManualPage.all("\"([a-z]+(?:-[a-z]+)+)\"", code);
        ManualPage problems = ManualPage.read("usherctl.1").section("PROBLEMS");
        Set<String> listed = ManualPage.all("[a-z]+(?:-[a-z]+)+", String.join(" ", problems.tags()));
        assertTrue(reported.size() > 10, reported + " are what the code reports");
        assertTrue(listed.containsAll(reported), () -> difference(reported, listed) + " are not in the manual");
        assertTrue(words.containsAll(listed), () -> difference(listed, words) + " are not in the code");
    }

    @ParameterizedTest
    @CsvSource({"wiki.socket, KEYS OF AN APP", "usher.socket, KEYS OF USHER.SOCKET|KEYS OF A LISTENER"})
    void everyKeyIsExplainedAndNoOther(String unit, String sections) throws IOException {
        Files.writeString(units.resolve(unit), section("ListenDatagram=/run/usher/apps/wiki.sock", "NoSuchKey=x"));
        String problem = problems("unknown-key").iterator().next().get("text").asText();
        assertEquals(ManualPage.all("([A-Za-z]+)=", problem.substring(problem.indexOf("only"))), keys(sections));
    }

    @ParameterizedTest
    @CsvSource({"wiki.socket, KEYS OF AN APP", "usher.socket, KEYS OF USHER.SOCKET|KEYS OF A LISTENER"})
    void everyKeyHasTheRangeAndTheDefaultOfTheCode(String unit, String sections) throws IOException {
        Set<String> numbered = keys(sections);
        numbered.removeAll(Set.of("Prefix", "Hosts", "ProxyFrom", "Forward", "Static"));
        String lines = String.join("=x\n", numbered) + "=x";
        Files.writeString(
                units.resolve(unit), section("ListenDatagram=/run/usher/apps/wiki.sock", "Prefix=/wiki/\n" + lines));
        TreeMap<String, JsonNode> found = new TreeMap<>();
        for (JsonNode problem : problems("bad-value")) {
            String text = problem.get("text").asText();
            found.put(text.substring(0, text.indexOf('=')), problem);
        }
        assertEquals(numbered, found.keySet());
        for (String heading : sections.split("\\|", -1)) {
            ManualPage section = ManualPage.read("usher-http.5").section(heading);
            for (String tag : section.tags()) {
                JsonNode problem = found.get(tag.substring(0, tag.indexOf('=')));
                if (problem != null) {
                    String manual = section.tagged(tag);
                    assertTrue(manual.contains(range(problem)), tag + " " + problem + ": " + manual);
                    assertTrue(manual.contains("; default " + defaultOf(problem)), tag + " " + problem + ": " + manual);
                }
            }
        }
    }

    @Test
    void everyRefusalIsListedWithItsStatus() throws IOException {
        assertEquals(
                Arrays.stream(Refusal.values())
                        .map(reason -> reason.status() + " " + reason.word())
                        .toList(),
                ManualPage.read("usher-http.5").section("REFUSALS").tags());
    }

    @Test
    void everyKeyOfAReservationIsExplainedAndNoOther() throws IOException {
        Path directory = Files.createDirectory(units.resolve("reservations.d"));
        Files.writeString(directory.resolve("a.conf"), "[Reservation]\nPrefix=/wiki/\nNoSuchKey=x\n");
        String problem = problems("unknown-key").iterator().next().get("text").asText();
        ManualPage keys = ManualPage.read("usher-reservations.d.5").section("KEYS");
        assertEquals(
                ManualPage.all("([A-Za-z]+)=", problem.substring(problem.indexOf("only"))),
                ManualPage.all("([A-Za-z]+)=", String.join(" ", keys.tags())));
    }

    @Test
    void everyFieldAndKindOfTheJournalIsListedAndNoOther() throws IOException {
        String code = Sources.of("daemon");
        ManualPage journal = ManualPage.read("usher.7").section("JOURNAL");
        String fields = "(?:USHER_[A-Z_]+|CLIENT_[A-Z]+|MESSAGE_ID|PRIORITY|SYSLOG_IDENTIFIER)";
        assertEquals(ManualPage.all("\"(" + fields + ")\"", code), journal.all("(" + fields + ")="));
        assertEquals(ManualPage.all("\"([0-9a-f]{32})\"", code), journal.all("[0-9a-f]{32}"));
    }

    /** Those of the dispatcher, and the sockets of the apps that come with it. */
    @Test
    void everyUnitIsListedAndNoOther() throws IOException {
        Set<String> installed = new TreeSet<>();
        try (Stream<Path> files = Files.find(Path.of("../unit-templates"), 2, (file, is) -> is.isRegularFile())) {
            files.filter(file -> file.getParent().endsWith("system")
                            || String.valueOf(file.getFileName()).matches("usher-.*\\.socket"))
                    .forEach(file -> installed.add(String.valueOf(file.getFileName())));
        }
        Set<String> listed =
                new TreeSet<>(ManualPage.read("usher.7").section("UNITS").tags());
        listed.removeIf(tag -> !tag.startsWith("usher"));
        assertEquals(installed, listed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"usherctl.1", "usher-http.5", "usher-reservations.d.5", "usher.7"})
    void groffHasNothingToSay(String page) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "groff is not installed");
        Process groff = new ProcessBuilder("/usr/bin/groff", "-ww", "-man", "-Tutf8", "../packaging/man/" + page)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(groff.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("0 ", groff.waitFor() + " " + said);
    }

    private static Set<String> options(Collection<String> commands) {
        Set<String> options = new TreeSet<>();
        for (String command : commands) {
            for (OptionSpec option :
                    table().getSubcommands().get(command).getCommandSpec().options()) {
                options.add(option.longestName());
            }
        }
        options.removeAll(Set.of("--help", "--version")); // of all commands, and said once
        return options;
    }

    private static Set<String> keys(String sections) throws IOException {
        Set<String> keys = new TreeSet<>();
        for (String heading : sections.split("\\|", -1)) {
            String tags = String.join(
                    " ", ManualPage.read("usher-http.5").section(heading).tags());
            keys.addAll(ManualPage.all("([A-Za-z]+)=", tags));
        }
        return keys;
    }

    private static String section(String listener, String lines) {
        return "[Socket]\n" + listener + "\nSocketMode=0660\nSocketGroup=usher\n[X-HTTP]\n" + lines + "\n";
    }

    /** The problems with this id that {@code usherctl check} finds in the directory. */
    private Collection<JsonNode> problems(String id) throws IOException {
        Console console = new Console();
        UsherCtl.execute(console.environment(NOWHERE), "check", "--json=short", units.toString());
        TreeMap<String, JsonNode> found = new TreeMap<>();
        for (JsonNode problem : new ObjectMapper().readTree(console.out())) {
            if (problem.get("id").asText().equals(id)) {
                found.put(problem.get("text").asText(), problem);
            }
        }
        assertTrue(!found.isEmpty(), console.out());
        return found.values();
    }

    /** The range that a bad value should have been in, as far as it has bounds. */
    private static String range(JsonNode problem) {
        Matcher bounds = Pattern.compile("from [0-9a-zA-Z]+ to [0-9a-zA-Z]+|ne of [a-z0-9-]+(, [a-z0-9-]+)*")
                .matcher(problem.get("text").asText());
        return bounds.find() ? bounds.group() : "es or no";
    }

    /** What counts instead of a bad value: the line that is proposed says so. */
    private static String defaultOf(JsonNode problem) {
        if (problem.get("fix").isNull()) {
            return "none";
        }
        String line = problem.get("fix").asText();
        String value = line.substring(line.indexOf('=') + 1);
        boolean kibi = value.matches("[0-9]+")
                && problem.get("text").asText().contains("K; ")
                && Integer.parseInt(value) % 1024 == 0;
        return kibi ? Integer.parseInt(value) / 1024 + "K" : value;
    }

    private static Set<String> difference(Set<String> some, Set<String> others) {
        Set<String> difference = new TreeSet<>(some);
        difference.removeAll(others);
        return difference;
    }
}
