package org.usher.route;

/** A URL prefix: placeholder until its parser lands. */
public record UrlPrefix(String canonical) {
    public static UrlPrefix parse(String text) throws PrefixException {
        if (!text.endsWith("/")) {
            throw new PrefixException("placeholder: it does not end with /");
        }
        return new UrlPrefix(text);
    }

    @Override
    public String toString() {
        return canonical;
    }
}
