package org.usher.route;

/** A URL prefix: placeholder until its parser lands. */
public record UrlPrefix(String canonical) {}
