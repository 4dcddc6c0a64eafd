package org.usher.conformance;

/** A request as it is sent. Only a POST has a body. */
record ProbeRequest(String method, String target, String host, boolean expects) {
    private static final String BODY = "probe";

    /** What is sent at first: all but a body that waits for a 100. */
    String first() {
        String head = method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n";
        if (!method.equals("POST")) {
            return head + "\r\n";
        }
        String expect = expects ? "Expect: 100-continue\r\n" : "";
        return head + expect + "Content-Length: " + BODY.length() + "\r\n\r\n" + (expects ? "" : BODY);
    }

    /** What is sent after a 100. */
    String rest() {
        return expects ? BODY : "";
    }

    @Override
    public String toString() {
        return method + " " + target + (expects ? " with Expect" : "");
    }
}
