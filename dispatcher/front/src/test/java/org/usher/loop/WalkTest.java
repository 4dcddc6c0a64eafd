package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodEntryRequest;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The walk of one quiet request, as a debugger sees it: the classes of decide and front that the thread which accepts
 * enters, values and their accessors included.
 */
@Timeout(60)
class WalkTest {
    /** What it has come to: these may fall, and never rise. */
    private static final int CLASSES_TO_SENDMSG = 20;

    private static final int CLASSES_TO_CLOSE = 36;

    /** Whatever the loop does before this is no part of the walk. */
    private static final String FIRST = "org.usher.connection.ListeningSocket";

    private static final String LAST = "org.usher.app.AppSocket";

    private final Set<String> walk = new LinkedHashSet<>();
    private int toSendmsg;

    @Test
    void walkOfARequestEntersFewClasses() throws Exception {
        VirtualMachine machine = launch();
        try {
            watchFor(machine);
            while (true) {
                EventSet events = machine.eventQueue().remove();
                for (Event event : events) {
                    react(machine, event);
                }
                events.resume();
            }
        } catch (VMDisconnectedException ended) {
            assertEquals(0, machine.process().waitFor(), "the exit code");
        } finally {
            machine.process().destroyForcibly();
        }
        System.out.println("One request enters " + toSendmsg + " classes from accept(2) to sendmsg(2), and "
                + walk.size() + " until its copy is closed: " + String.join(", ", walk));
        assertTrue(toSendmsg > 0 && toSendmsg <= CLASSES_TO_SENDMSG, toSendmsg + " to sendmsg(2)");
        assertTrue(walk.size() <= CLASSES_TO_CLOSE, walk.size() + " to close(2)");
    }

    private static VirtualMachine launch() throws Exception {
        LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("options").setValue("-XX:TieredStopAtLevel=1 -cp " + System.getProperty("java.class.path"));
        arguments.get("main").setValue(QuietRequest.class.getName());
        VirtualMachine machine = connector.launch(arguments);
        drain(machine.process().getInputStream());
        drain(machine.process().getErrorStream());
        return machine;
    }

    private static void drain(InputStream stream) {
        Thread drain = new Thread(() -> {
            try {
                stream.transferTo(System.err);
            } catch (java.io.IOException ended) {
                // with the process
            }
        });
        drain.setDaemon(true);
        drain.start();
    }

    private static void watchFor(VirtualMachine machine) {
        ClassPrepareRequest loaded = machine.eventRequestManager().createClassPrepareRequest();
        loaded.addClassFilter(QuietRequest.class.getName());
        loaded.enable();
    }

    private void react(VirtualMachine machine, Event event) {
        if (event instanceof ClassPrepareEvent prepared) {
            stopAt(machine, prepared.referenceType(), "begin");
            stopAt(machine, prepared.referenceType(), "end");
        } else if (event instanceof BreakpointEvent reached) {
            if (reached.location().method().name().equals("begin")) {
                trace(machine);
            } else {
                machine.eventRequestManager().methodEntryRequests().forEach(EventRequest::disable);
            }
        } else if (event instanceof MethodEntryEvent entry) {
            String name = entry.method().declaringType().name().replaceFirst("[$][$]Lambda.*", "");
            if (entry.thread().name().equals("loop") && (name.equals(FIRST) || !walk.isEmpty())) {
                walk.add(name);
                if (name.equals(LAST) && entry.method().name().equals("send")) {
                    toSendmsg = walk.size();
                }
            }
        }
    }

    private static void stopAt(VirtualMachine machine, ReferenceType type, String method) {
        machine.eventRequestManager()
                .createBreakpointRequest(type.methodsByName(method).get(0).location())
                .enable();
    }

    private static void trace(VirtualMachine machine) {
        MethodEntryRequest entries = machine.eventRequestManager().createMethodEntryRequest();
        entries.addClassFilter("org.usher.*");
        entries.addClassExclusionFilter("org.usher.posix.*");
        entries.addClassExclusionFilter("org.usher.handoff.*");
        entries.addClassExclusionFilter("org.usher.loop.RecordedEvents");
        entries.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        entries.enable();
    }
}
