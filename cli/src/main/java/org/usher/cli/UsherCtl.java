package org.usher.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.usher.command.Metrics;
import org.usher.command.Reload;
import org.usher.command.Reserve;
import org.usher.command.Run;
import org.usher.command.Status;
import org.usher.command.Unreserve;
import org.usher.command.UsageException;
import org.usher.embedded.ListenAddress;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code usherctl}. */
@Command(
        name = "usherctl",
        description = "See and try where HTTP requests go: which unit declares which URL prefix.",
        mixinStandardHelpOptions = true,
        version = "usherctl 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
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
            "  USHER_CONTROL     the dispatcher's control socket (default: /run/usher/control)",
            "  USHER_RESERVATIONS  the directories of reservations, colons between, the most important first",
            "  USHER_DISPATCHER  the program that `run` starts as dispatcher"
        })
public final class UsherCtl implements Runnable {
    private static final String CONTROL_SOCKET = "/run/usher/control";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs the command that the arguments name, and exits with its code. */
    public static void main(String... arguments) {
        Map<String, String> variables = System.getenv();
        Environment environment = new Environment(
                System.in,
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8),
                variables,
                new RemoteInspection(Path.of(
                        Optional.ofNullable(variables.get("USHER_CONTROL")).orElse(CONTROL_SOCKET))),
                DispatcherProgram.find(variables));
        System.exit(execute(environment, arguments));
    }

    /** Runs the command that the arguments name in {@code environment} and returns its exit code. */
    public static int execute(Environment environment, String... arguments) {
        try {
            return commandLine(environment).execute(arguments);
        } finally {
            environment.running().close();
        }
    }

    /** The table of the commands. Nouns only read, verbs change something. */
    static CommandLine commandLine(Environment environment) {
        List<Object> commands = List.of(
                new Status(environment),
                new ListRoutes(environment),
                new ListProblems(environment),
                new ListReservations(environment),
                new Metrics(environment),
                new Explain(environment),
                new Cat(environment),
                new Check(environment),
                new Reload(environment),
                new Reserve(environment),
                new Unreserve(environment),
                new Run(environment));
        CommandLine table = new CommandLine(new UsherCtl());
        commands.forEach(table::addSubcommand);
        table.getSubcommands().values().forEach(command -> command.getCommandSpec()
                .mixinStandardHelpOptions(true));
        return table.registerConverter(ListenAddress.class, UsherCtl::listenAddress)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setOut(writer(environment.out()))
                .setErr(writer(environment.err()))
                .setExecutionExceptionHandler((failure, command, arguments) -> failed(failure, command, environment));
    }

    private static ListenAddress listenAddress(String text) {
        try {
            return ListenAddress.parse(text);
        } catch (IllegalArgumentException unfit) {
            throw new CommandLine.TypeConversionException(unfit.getMessage());
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }

    private static int failed(Exception failure, CommandLine command, Environment environment) throws Exception {
        ExitCode code;
        if (failure instanceof UnreachableException) {
            code = ExitCode.UNREACHABLE;
        } else if (failure instanceof IOException) {
            code = ExitCode.FAILED;
        } else if (failure instanceof UsageException || failure instanceof IllegalStateException) {
            code = ExitCode.USAGE;
        } else {
            throw failure;
        }
        environment.err().println("usherctl " + command.getCommandName() + ": " + failure.getMessage());
        return code.number();
    }
}
