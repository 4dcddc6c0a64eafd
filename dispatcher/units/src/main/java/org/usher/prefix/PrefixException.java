package org.usher.prefix;

/** A text that is not a prefix. */
public final class PrefixException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    PrefixException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** One sentence: what is wrong with the text, and what to write instead. */
    @Override
    public String getMessage() {
        return sentence;
    }
}
