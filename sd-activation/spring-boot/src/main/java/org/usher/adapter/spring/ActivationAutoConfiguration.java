package org.usher.adapter.spring;

import java.time.Duration;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.usher.adapter.tomcat.ActivatedProtocol;
import org.usher.handoff.ConnectionSource;

/**
 * Spring Boot's Tomcat on the socket that systemd passed to this process, or on a bean of type {@link ConnectionSource}
 * for an app that has several. Started by hand, the app opens {@code server.port} as always.
 *
 * <p>{@code usher.idle-exit=10m}: the process ends after ten minutes without a connection.
 */
@AutoConfiguration
@ConditionalOnClass({Tomcat.class, TomcatServletWebServerFactory.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class ActivationAutoConfiguration {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> activatedTomcat(
            ObjectProvider<ConnectionSource> source, Environment environment) {
        return new ActivatedTomcat(source.getIfAvailable(), environment.getProperty("usher.idle-exit", Duration.class));
    }

    /** The last of the customizers: the connector is whatever the others have made of it. */
    private record ActivatedTomcat(@Nullable ConnectionSource source, @Nullable Duration idle)
            implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
        @Override
        public int getOrder() {
            return LOWEST_PRECEDENCE;
        }

        @Override
        public void customize(TomcatServletWebServerFactory factory) {
            if (source == null && System.getenv("LISTEN_FDS") == null) {
                LogFactory.getLog(ActivationAutoConfiguration.class)
                        .info("systemd passed no socket (LISTEN_FDS is not set), so Tomcat opens server.port itself:"
                                + " to serve behind usher, start the app through its .socket unit");
                return;
            }
            factory.setProtocol(ActivatedProtocol.class.getName());
            factory.addConnectorCustomizers(this::customize);
        }

        private void customize(Connector connector) {
            ActivatedProtocol protocol = (ActivatedProtocol) connector.getProtocolHandler();
            if (source != null) {
                protocol.setSource(source);
            }
            if (idle != null) {
                protocol.setIdleExitSeconds((int) idle.toSeconds());
            }
        }
    }
}
