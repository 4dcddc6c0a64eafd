/**
 * Socket activation, sd_notify and handed-off connections: begin at {@link org.usher.activation.Activation}.
 *
 * <p>{@code org.jnrproject.jffi} is the name that the jar of jffi gives itself in its manifest: it has no module-info, so
 * that jlink takes neither it nor this module.
 */
@SuppressWarnings("requires-automatic")
module org.usher.activation {
    requires static org.jspecify;
    requires org.jnrproject.jffi;
    requires static org.newsclub.net.unix; // optional: for UnixDatagramSocket alone

    exports org.usher.activation;
    exports org.usher.handoff;
    exports org.usher.notify;
    exports org.usher.posix;
}
