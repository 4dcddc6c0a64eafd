package org.usher.head;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.usher.head.Verdict.Word;

/** The verdict of Jetty's parser. */
final class JettyVerdict implements HttpParser.RequestHandler {
    private final ByteBuffer octets;
    private Word word = Word.WAITS;
    private String method = "";
    private String target = "";
    private @Nullable String host;
    private int length;
    private String reason = "waits";

    private JettyVerdict(byte[] octets) {
        this.octets = ByteBuffer.wrap(octets);
    }

    static Verdict of(byte[] octets) {
        JettyVerdict verdict = new JettyVerdict(octets);
        HttpParser parser = new HttpParser(verdict);
        int before;
        do {
            before = verdict.octets.remaining();
            parser.parseNext(verdict.octets);
        } while (verdict.word == Word.WAITS && verdict.octets.remaining() < before);
        return new Verdict(verdict.word, verdict.reason, verdict.method, verdict.target, verdict.host, verdict.length);
    }

    @Override
    public void startRequest(String method, String uri, HttpVersion version) {
        this.method = method;
        this.target = uri;
    }

    @Override
    public void parsedHeader(HttpField field) {
        if (field.getHeader() == HttpHeader.HOST && field instanceof HostPortHttpField named) {
            host = named.getHost().isEmpty() ? null : named.getHost().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public boolean headerComplete() {
        if (word == Word.WAITS) {
            word = Word.TAKES;
            length = octets.position();
        }
        return true;
    }

    @Override
    public void badMessage(HttpException failure) {
        if (word != Word.TAKES) {
            word = Word.REFUSES;
            reason = String.valueOf(failure.getReason());
        }
    }

    @Override
    public boolean content(ByteBuffer content) {
        return true;
    }

    @Override
    public boolean contentComplete() {
        return false;
    }

    @Override
    public boolean messageComplete() {
        return true;
    }

    @Override
    public void earlyEOF() {}
}
