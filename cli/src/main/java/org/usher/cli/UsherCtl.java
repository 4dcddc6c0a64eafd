package org.usher.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.client.RemoteInspection;
import org.usher.client.UnreachableException;
import org.usher.command.Cat;
import org.usher.command.Check;
import org.usher.command.Environment;
import org.usher.command.ExitCode;
import org.usher.command.Explain;
import org.usher.command.ListProblems;
import org.usher.command.ListReservations;
import org.usher.command.ListRoutes;
import org.usher.command.Maintain;
import org.usher.command.Metrics;
import org.usher.command.Probe;
import org.usher.command.Reload;
import org.usher.command.Reserve;
import org.usher.command.Run;
import org.usher.command.Status;
import org.usher.command.Subcommand;
import org.usher.command.Unreserve;
import org.usher.print.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code usherctl}. */
@Command(
        name = "usherctl",
        description = "See and try where HTTP requests go: which unit declares which URL prefix.",
        mixinStandardHelpOptions = true,
        version = "usherctl 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Status.class,
            ListRoutes.class,
            ListProblems.class,
            ListReservations.class,
            Metrics.class,
            Explain.class,
            Probe.class,
            Cat.class,
            Check.class,
            Reload.class,
            Reserve.class,
            Unreserve.class,
            Maintain.class,
            Run.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and all is well",
            "1:done, and there are problems, or no app gets the request",
            "2:the arguments make no sense",
            "3:the dispatcher cannot be reached",
            "4:the system refuses: a disk is full, a file cannot be read, an address is in use"
        },
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  USHER_CONTROL       the dispatcher's control socket",
            "                      (default: /run/usher/control)",
            "  USHER_RESERVATIONS  the directories of reservations, colons between,",
            "                      the most important first",
            "  USHER_DISPATCHER    the program that `run` starts as dispatcher"
        })
public final class UsherCtl {
    private static final OptionSpec HELP = OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help message and exit.")
            .build();

    /** Runs the command that the arguments name, and exits with its code. */
    public static void main(String... arguments) {
        Map<String, String> variables = System.getenv();
        Environment environment = new Environment(
                System.in,
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8),
                variables,
                new RemoteInspection(Path.of(variables.getOrDefault("USHER_CONTROL", "/run/usher/control"))),
                dispatcher(variables));
        System.exit(execute(environment, arguments));
    }

    /** The program that starts a dispatcher: what the environment says, or the one that is installed beside our jar. */
    static String dispatcher(Map<String, String> variables) {
        URL ours = UsherCtl.class.getProtectionDomain().getCodeSource().getLocation();
        Path beside = Path.of(ours.getPath()).resolveSibling("dispatcher");
        return variables.getOrDefault("USHER_DISPATCHER", beside.toString());
    }

    /** Runs the command that the arguments name in {@code environment} and returns its exit code. */
    public static int execute(Environment environment, String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        if (words.indexOf("help") == 0) { // help COMMAND is COMMAND --help
            words.remove(0);
            words.add("--help");
        }
        try {
            return commandLine(environment).execute(words.toArray(String[]::new));
        } finally {
            environment.running().close();
        }
    }

    /** The table of the commands. Nouns only read, verbs change something. */
    static CommandLine commandLine(Environment environment) {
        CommandLine table = new CommandLine(new UsherCtl());
        table.getSubcommands().values().forEach(command -> command.getCommandSpec()
                .addOption(HELP));
        return table.setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(environment.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(environment.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((unfit, arguments) -> refuse(unfit))
                .setExecutionStrategy(arguments -> run(arguments, environment));
    }

    private static int refuse(ParameterException unfit) {
        CommandLine command = unfit.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String why = unfit instanceof MissingParameterException missing
                        && missing.getMissing().get(0).isPositional()
                ? "name " + missing.getMissing().get(0).paramLabel() + ": "
                        + String.join(" ", missing.getMissing().get(0).description())
                : unfit.getMessage();
        command.getErr().println(Terminal.scrubbed(name + ": " + why + " (" + name + " --help)"));
        UnmatchedArgumentException.printSuggestions(unfit, command.getErr());
        return ExitCode.USAGE.number();
    }

    private static int run(ParseResult arguments, Environment environment) {
        Integer helped = CommandLine.executeHelpRequest(arguments);
        if (helped != null) {
            return helped;
        }
        if (!arguments.hasSubcommand()) {
            throw new ParameterException(arguments.commandSpec().commandLine(), "name a command");
        }
        Subcommand command = (Subcommand) arguments.subcommand().commandSpec().userObject();
        try {
            return command.run(environment).number();
        } catch (UnreachableException unreachable) {
            return fail(ExitCode.UNREACHABLE, unreachable.getMessage(), arguments, environment);
        } catch (NoSuchFileException missing) { // the message of this one and the next is a path and nothing else
            return fail(ExitCode.USAGE, missing.getFile() + " does not exist", arguments, environment);
        } catch (AccessDeniedException denied) {
            String sentence = denied.getFile() + ": no permission (sudo usherctl …)";
            return fail(ExitCode.FAILED, sentence, arguments, environment);
        } catch (IOException refused) {
            return fail(ExitCode.FAILED, refused.getMessage(), arguments, environment);
        } catch (IllegalArgumentException | IllegalStateException unfit) {
            return fail(ExitCode.USAGE, unfit.getMessage(), arguments, environment);
        }
    }

    private static int fail(ExitCode code, @Nullable String sentence, ParseResult arguments, Environment environment) {
        String command = arguments.subcommand().commandSpec().qualifiedName();
        environment.err().println(command + ": " + sentence);
        return code.number();
    }
}
