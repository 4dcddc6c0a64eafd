package org.usher.adapter.tomcat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** An app with what Tomcat's page shows: it names itself and its client, and ends when it is idle. */
public final class TomcatApp extends HttpServlet {
    /** Runs until it is told to stop, or has been idle for as many seconds as are given. */
    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        tomcat.setConnector(new Connector(ActivatedProtocol.class.getName()));
        tomcat.getConnector().setProperty("idleExitSeconds", arguments[0]);
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "app", new TomcatApp());
        context.addServletMappingDecoded("/", "app");
        tomcat.start();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print("tomcat " + request.getRemoteAddr() + "\n");
    }
}
