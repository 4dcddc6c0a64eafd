package org.usher.adapter.spring;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** An ordinary app, which knows nothing of usher: it names itself and its client. */
@EnableAutoConfiguration
@RestController
public class SpringApp {
    /** Runs until it is told to stop, or has been idle for as many seconds as are given. */
    public static void main(String[] arguments) {
        System.setProperty("usher.idle-exit", arguments[0] + "s");
        SpringApplication.run(SpringApp.class);
    }

    @RequestMapping("/**")
    String answer(HttpServletRequest request) {
        return "spring " + request.getRemoteAddr() + "\n";
    }
}
