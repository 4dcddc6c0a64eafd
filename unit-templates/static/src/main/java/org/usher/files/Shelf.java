package org.usher.files;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.usher.files.Representation.Times;
import org.usher.posix.FileAttributes;
import org.usher.posix.FileCalls;
import org.usher.posix.FilePath;
import org.usher.posix.Kernel;
import org.usher.posix.NativeMemory;

/**
 * The files that were asked for last, short ones with their content, so that the next request for one costs a single
 * question: does the path still lead to this content? Whatever was written, renamed, deleted or forbidden meanwhile shows
 * in the answer, or in that there is none.
 *
 * <p>All else that a {@link Root} demands, and what neighbours there are, counts for a second. Content is kept only of
 * files that nobody has touched for {@link #SETTLED}: of two changes within one tick of the kernel's clock, the second
 * would not show.
 */
final class Shelf {
    /** The most octets of a file that are kept. */
    private static final int CONTENT_MAX = 64 * 1024;
    /** The most octets of all together. */
    private static final long OCTETS_MAX = 8 << 20;
    /** What a file costs beside its content, about. */
    private static final long OVERHEAD = 1024;

    private static final long LOOKED_AT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final FileCalls files;
    private final LongSupplier loopNanos;
    private final LongSupplier wallMillis;
    private final Map<Key, Representation> kept = new LinkedHashMap<>(64, 0.75f, true);
    private final FilePath path = new FilePath();
    private final FileAttributes status = new FileAttributes();
    private final NativeMemory octets = NativeMemory.allocate(CONTENT_MAX);
    private long keptOctets;

    /** A file by its name in a directory. */
    private record Key(Place place, String name) {}

    /**
     * Knows no file yet.
     *
     * @param loopNanos the clock by which a second is measured
     * @param wallMillis the clock of files' times
     */
    Shelf(FileCalls files, LongSupplier loopNanos, LongSupplier wallMillis) {
        this.files = files;
        this.loopNanos = loopNanos;
        this.wallMillis = wallMillis;
    }

    /** Returns what {@code name}, relative to the root of {@code place}, leads to now. */
    Found find(Place place, String name) {
        Key key = new Key(place, name);
        Representation known = kept.get(key);
        boolean isKnown = known != null && known.isYoungerThan(LOOKED_AT_NANOS, loopNanos.getAsLong());
        if (known != null && isKnown && known.isInMemory && known.identity.equals(now(place, name))) {
            return document(known, Found.Document.NOT_OPEN);
        }
        Root.Opened opened = place.root().open(name);
        if (!(opened instanceof Root.Opened.File file)) {
            forget(key);
            return ((Root.Opened.Not) opened).found();
        }
        if (known == null || !isKnown || !known.identity.equals(file.identity())) {
            known = look(place, name, file);
            keep(key, known);
        }
        if (!known.isInMemory) {
            return document(known, file.fd());
        }
        Kernel.linux().close(file.fd());
        return document(known, Found.Document.NOT_OPEN);
    }

    private Found document(Representation file, int fd) {
        if (wallMillis.getAsLong() < file.endMillis) {
            return new Found.Document(file, fd);
        }
        if (fd != Found.Document.NOT_OPEN) {
            Kernel.linux().close(fd);
        }
        return Found.Plain.MISSING;
    }

    private @Nullable FileIdentity now(Place place, String name) {
        boolean isThere = path.set(place.root().absolute(name)) && files.status(path, status) == 0;
        return isThere ? FileIdentity.of(status) : null;
    }

    private Representation look(Place place, String name, Root.Opened.File file) {
        FileIdentity identity = file.identity();
        Marks marks = place.maxAge() == null ? Marks.NONE : Marks.of(file.fd(), files);
        long end = place.maxAge() == null ? Long.MAX_VALUE : marks.endMillis(place.maxAge(), identity.modifiedNanos());
        List<Coding> neighbours = new ArrayList<>();
        for (Coding coding : Coding.OF_NEIGHBOURS) {
            if (now(place, name + coding.suffix()) != null) {
                neighbours.add(coding);
            }
        }
        String type = marks.type() == null ? MediaTypes.of(name) : marks.type();
        return Representation.of(identity, type, neighbours, content(file), new Times(loopNanos.getAsLong(), end));
    }

    /** Returns all octets of a short file that is settled; otherwise none. */
    private byte[] content(Root.Opened.File file) {
        long size = file.identity().size();
        long quietMillis = wallMillis.getAsLong()
                - TimeUnit.NANOSECONDS.toMillis(file.identity().changedNanos());
        if (size == 0 || size > CONTENT_MAX || quietMillis < SETTLED.toMillis()) {
            return new byte[0];
        }
        int count = files.read(file.fd(), 0, octets, CONTENT_MAX);
        files.status(file.fd(), status);
        if (count != size || !FileIdentity.of(status).equals(file.identity())) {
            return new byte[0];
        }
        byte[] content = new byte[count];
        octets.copyTo(content, 0, count);
        return content;
    }

    private void keep(Key key, Representation file) {
        forget(key);
        kept.put(key, file);
        keptOctets += cost(file);
        var oldest = kept.entrySet().iterator();
        while (keptOctets > OCTETS_MAX) {
            keptOctets -= cost(oldest.next().getValue());
            oldest.remove();
        }
    }

    private void forget(Key key) {
        Representation before = kept.remove(key);
        keptOctets -= before == null ? 0 : cost(before);
    }

    /** Returns how many files are kept. */
    int size() {
        return kept.size();
    }

    private static long cost(Representation file) {
        return OVERHEAD + file.content.length;
    }
}
