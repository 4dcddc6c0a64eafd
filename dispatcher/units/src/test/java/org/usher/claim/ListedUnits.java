package org.usher.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.usher.unit.UnitFiles;
import org.usher.unit.UnitSource;

/** A systemd that lists these units, and remembers what it was asked. */
final class ListedUnits implements UnitSource {
    final Map<String, UnitFiles> units = new TreeMap<>();
    final List<UnitFiles> stopped = new ArrayList<>();
    final List<Set<String>> asked = new ArrayList<>();
    boolean reloaded;
    Runnable afterQuestion = () -> {};

    @Override
    public List<UnitFiles> activeSockets() {
        return List.copyOf(units.values());
    }

    @Override
    public List<UnitFiles> activeSockets(Set<String> names) {
        asked.add(names);
        List<UnitFiles> named = units.values().stream()
                .filter(unit -> names.contains(unit.unit()))
                .toList();
        afterQuestion.run();
        return named;
    }

    @Override
    public List<UnitFiles> named(Set<String> names) {
        assertEquals(names, stopped.stream().map(UnitFiles::unit).collect(Collectors.toSet()));
        return stopped;
    }

    @Override
    public List<Path> filesOf(String unit) {
        return List.of();
    }

    @Override
    public boolean hasReloaded() {
        return reloaded;
    }
}
