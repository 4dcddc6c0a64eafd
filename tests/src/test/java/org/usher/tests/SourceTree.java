package org.usher.tests;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The sources of a project: what CONTRIBUTING.md asks of their modules, files and names, checked without building. Of
 * tests, only their lengths.
 */
final class SourceTree {
    private static final int FILE_LINES_MAX = 300;
    private static final int METHOD_LINES_MAX = 40;
    private static final int PACKAGE_TYPES_MAX = 12;

    /** What no code line begins with. */
    private static final Pattern NO_CODE = Pattern.compile("\\s*(//|\\*|/\\*|$|import |package ).*");

    private static final Pattern QUALIFIED_TYPE = Pattern.compile("((?:[a-z]\\w*\\.)+)([A-Z]\\w*|\\*)");

    /** One main source file, package-info.java apart: the types that it names and the lines of its methods. */
    private record Source(
            String path,
            String module,
            String packageName,
            List<String> lines,
            Set<String> names,
            Map<String, Integer> methods) {
        String type() {
            return path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf('.'));
        }

        long codeLines() {
            return lines.stream()
                    .filter(line -> !NO_CODE.matcher(line).matches())
                    .count();
        }
    }

    private final List<Source> sources;
    /** How many lines each file of the tests has. */
    private final Map<String, Integer> tests = new TreeMap<>();

    private SourceTree(List<Source> sources) {
        this.sources = sources;
    }

    /** Reads the sources of the modules that lie in {@code project}. */
    static SourceTree of(Path project) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, null, null, files.getJavaFileObjectsFromPaths(mainFiles(project)));
            List<Source> sources = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                sources.add(source(project, unit, Trees.instance(task).getSourcePositions()));
            }
            SourceTree tree = new SourceTree(sources);
            Stream<String> modules = Walls.MODULES.stream().map(Walls.Module::directory);
            for (Path test : files(project, Stream.concat(modules, Stream.of("tests")), "src/test/java")) {
                tree.tests.put(
                        project.relativize(test).toString(),
                        Files.readAllLines(test).size());
            }
            return tree;
        }
    }

    private static List<Path> mainFiles(Path project) throws IOException {
        return files(project, Walls.MODULES.stream().map(Walls.Module::directory), "src/main/java");
    }

    private static List<Path> files(Path project, Stream<String> modules, String directory) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String module : modules.toList()) {
            Path sources = project.resolve(module).resolve(directory);
            if (Files.isDirectory(sources)) {
                try (Stream<Path> all = Files.walk(sources)) {
                    all.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                            .sorted()
                            .forEach(files::add);
                }
            }
        }
        return files;
    }

    private static Source source(Path project, CompilationUnitTree unit, SourcePositions positions) throws IOException {
        Set<String> names = new TreeSet<>();
        Map<String, Integer> methods = new TreeMap<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree name, @Nullable Void unused) {
                if (QUALIFIED_TYPE.matcher(name.toString()).matches()) {
                    names.add(name.toString());
                }
                return super.visitMemberSelect(name, null);
            }

            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
                long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
                long end = positions.getEndPosition(unit, method);
                if (end >= 0) { // else the compiler has written it: the constructor of a record
                    int lines = (int) (unit.getLineMap().getLineNumber(end) - first + 1);
                    methods.merge(method.getName().toString(), lines, Math::max);
                }
                return super.visitMethod(method, null);
            }
        }.scan(unit, null);
        Path file = Path.of(unit.getSourceFile().toUri());
        String path = project.toAbsolutePath().relativize(file).toString();
        String module = path.substring(0, path.indexOf("/src/"));
        return new Source(
                path, module, String.valueOf(unit.getPackageName()), Files.readAllLines(file), names, methods);
    }

    /** Returns a sentence for each name that a module must not use. */
    List<String> wrongNames() {
        Map<String, Set<String>> homes = new TreeMap<>();
        for (Source source : sources) {
            homes.computeIfAbsent(source.packageName(), name -> new TreeSet<>()).add(source.module());
        }
        List<String> wrong = new ArrayList<>();
        for (Source source : sources) {
            Walls.Module module = Walls.MODULES.stream()
                    .filter(any -> any.directory().equals(source.module()))
                    .findFirst()
                    .orElseThrow();
            for (String name : source.names()) {
                Set<String> home = homes.getOrDefault(name.substring(0, name.lastIndexOf('.')), Set.of());
                if (!home.contains(source.module())
                        && !module.mayUse(name)
                        && !module.modules().containsAll(home.isEmpty() ? Set.of(name) : home)) {
                    wrong.add(source.path() + ": " + source.module() + " must not use " + name);
                }
            }
        }
        return wrong;
    }

    /** Returns a sentence for each file and each method that is too long. */
    List<String> tooLong() {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> lengths = new TreeMap<>(tests);
        sources.forEach(source -> lengths.put(source.path(), source.lines().size()));
        lengths.forEach((path, lines) -> {
            if (lines > FILE_LINES_MAX) {
                wrong.add(path + ": " + lines + " lines, " + FILE_LINES_MAX + " at most");
            }
        });
        for (Source source : sources) {
            source.methods().forEach((name, lines) -> {
                if (lines > METHOD_LINES_MAX) {
                    wrong.add(
                            source.path() + ": " + name + " has " + lines + " lines, " + METHOD_LINES_MAX + " at most");
                }
            });
        }
        return wrong;
    }

    /** Returns a sentence for each simple name that two top-level types share. */
    List<String> sharedNames() {
        return grouped(Source::type, found -> found.size() > 1, "is the name of several types: ");
    }

    /**
     * Returns a sentence for each package of the dispatcher of more types than one can keep in mind. Of usherctl, each
     * command is a class; of sd-activation, each part of the protocol.
     */
    List<String> crowdedPackages() {
        return grouped(
                Source::packageName,
                found -> found.size() > PACKAGE_TYPES_MAX && found.get(0).startsWith("dispatcher/"),
                "has more than " + PACKAGE_TYPES_MAX + " types: ");
    }

    private List<String> grouped(Function<Source, String> key, Predicate<List<String>> isWrong, String sentence) {
        Map<String, List<String>> groups = new TreeMap<>();
        for (Source source : sources) {
            groups.computeIfAbsent(key.apply(source), name -> new ArrayList<>()).add(source.path());
        }
        List<String> wrong = new ArrayList<>();
        groups.forEach((name, found) -> {
            if (isWrong.test(found)) {
                wrong.add(name + " " + sentence + String.join(", ", found));
            }
        });
        return wrong;
    }

    /** Returns a sentence for each budget of code lines that is exceeded. */
    List<String> exceededBudgets() {
        List<String> wrong = new ArrayList<>();
        for (Walls.Budget budget : Walls.BUDGETS) {
            if (codeLines(budget.modules()) > budget.linesMax()) {
                wrong.add(budget.name() + " has " + codeLines(budget.modules()) + " code lines, " + budget.linesMax()
                        + " at most");
            }
        }
        return wrong;
    }

    /** Returns the code lines of each module and the budgets, as a table to print. */
    String table() {
        StringBuilder table = new StringBuilder();
        for (Walls.Module module : Walls.MODULES) {
            table.append(String.format("%-20s %6d%n", module.directory(), codeLines(List.of(module.directory()))));
        }
        for (Walls.Budget budget : Walls.BUDGETS) {
            table.append(
                    String.format("%-20s %6d of %d%n", budget.name(), codeLines(budget.modules()), budget.linesMax()));
        }
        return table.toString();
    }

    private long codeLines(List<String> modules) {
        return sources.stream()
                .filter(source -> modules.contains(source.module()))
                .mapToLong(Source::codeLines)
                .sum();
    }
}
