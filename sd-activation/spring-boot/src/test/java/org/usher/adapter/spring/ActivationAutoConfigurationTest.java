package org.usher.adapter.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.http.HttpEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.usher.conformance.Conformance;
import org.usher.handoff.ConnectionSource;
import org.usher.handoff.ServerContract;
import org.usher.handoff.TestApp;

@Tag("jvm")
class ActivationAutoConfigurationTest extends ServerContract {
    ActivationAutoConfigurationTest(@TempDir Path directory) {
        super(directory);
    }

    @Override
    protected AutoCloseable start(ConnectionSource source, TestApp app) {
        return new SpringApplicationBuilder(Application.class)
                .properties(
                        "logging.level.root=error",
                        "spring.main.banner-mode=off",
                        "spring.jmx.enabled=false",
                        "server.tomcat.max-keep-alive-requests=-1",
                        "server.tomcat.keep-alive-timeout=-1")
                .initializers(context -> {
                    context.getBeanFactory().registerSingleton("source", source);
                    context.getBeanFactory().registerSingleton("app", app);
                })
                .run();
    }

    @Test
    void everyRuleOfTheProtocolIsKept() throws Exception {
        Conformance app = Conformance.of(startedAt("one")).within(PATIENCE).restartedBy(() -> beginRestart("one"));
        assertEquals(List.of(), app.failures());
    }

    @Test
    void aDependencyIsEnough() {
        List<String> all = new ArrayList<>();
        ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
                .forEach(all::add);
        assertTrue(all.contains(ActivationAutoConfiguration.class.getName()));
    }

    /** An ordinary application: it knows nothing of usher. Of the configurations, those that it needs: it starts often. */
    @ImportAutoConfiguration({
        ActivationAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        ServletWebServerFactoryAutoConfiguration.class,
        WebMvcAutoConfiguration.class
    })
    @RestController
    static class Application {
        private final TestApp app;

        Application(TestApp app) {
            this.app = app;
        }

        @RequestMapping("/**")
        String answer(HttpServletRequest request, HttpEntity<byte[]> body) {
            String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
            byte[] octets = body.getBody() == null ? new byte[0] : body.getBody();
            String client = (request.isSecure() ? "https://" : "http://") + request.getRemoteAddr() + ":"
                    + request.getRemotePort();
            return app.answer(request.getMethod(), request.getRequestURI() + query, octets, client);
        }
    }
}
