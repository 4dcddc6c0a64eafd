package org.usher.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is known of one content of a file, ready to be sent: true as long as the file has this identity. */
final class Representation {
    final FileIdentity identity;
    final String type;
    /** The codings of its compressed neighbours ({@code x.css.br}, {@code x.css.gz}). */
    final List<Coding> neighbours;
    /** From when on it is not served, in milliseconds of Unix time. */
    final long endMillis;
    /** All of it, if it is short; otherwise none. */
    final byte[] content;

    final boolean isInMemory;
    final String etag;
    final long modifiedSecond;
    /** The fields of an answer with all of it, the empty line included. */
    final byte[] fields;

    private final String modified;
    /** When it was looked at, in nanoseconds of the loop's clock. */
    private final long sinceNanos;

    private Representation(FileIdentity identity, String type, List<Coding> neighbours, byte[] content, Times times) {
        this.identity = identity;
        this.type = type;
        this.neighbours = neighbours;
        this.content = content;
        this.isInMemory = content.length == identity.size();
        this.endMillis = times.endMillis();
        this.sinceNanos = times.sinceNanos();
        this.etag = '"' + Long.toHexString(identity.modifiedNanos()) + '-' + Long.toHexString(identity.size()) + '"';
        this.modifiedSecond = TimeUnit.NANOSECONDS.toSeconds(identity.modifiedNanos());
        this.modified = HttpDate.of(modifiedSecond);
        this.fields = (bodyFields(type, size(), Coding.NONE) + "\r\n").getBytes(US_ASCII);
    }

    /** When it was looked at, and until when it is served. */
    record Times(long sinceNanos, long endMillis) {}

    static Representation of(FileIdentity identity, String type, List<Coding> neighbours, byte[] content, Times times) {
        return new Representation(identity, type, neighbours, content, times);
    }

    long size() {
        return identity.size();
    }

    /** Returns whether it was looked at less than {@code nanos} ago. */
    boolean isYoungerThan(long nanos, long nowNanos) {
        return nowNanos - sinceNanos < nanos;
    }

    /** Returns the fields that say what a body of {@code length} octets is, and those of {@link #validators}. */
    String bodyFields(String bodyType, long length, Coding coding) {
        return "Content-Type: " + bodyType + "\r\nContent-Length: " + length + "\r\n" + validators(coding);
    }

    /** Returns the fields by which a client knows it again, and what else is true of it in every answer. */
    String validators(Coding coding) {
        return "Last-Modified: " + modified + "\r\nETag: " + etag + "\r\nAccept-Ranges: bytes\r\n"
                + (coding == Coding.NONE ? "" : "Content-Encoding: " + coding.word() + "\r\n")
                + (neighbours.isEmpty() && coding == Coding.NONE ? "" : "Vary: Accept-Encoding\r\n")
                + FileAnswer.NO_SNIFF;
    }
}
