package org.usher.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.usher.loop.EscrowFixture.ANSWER;
import static org.usher.loop.EscrowFixture.GET;
import static org.usher.loop.EscrowFixture.LONG;
import static org.usher.loop.EscrowFixture.PATIENT;
import static org.usher.loop.EscrowFixture.assertRefused;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.connection.Connection;
import org.usher.connection.EscrowParking;
import org.usher.connection.History;
import org.usher.connection.ParkingPlace;
import org.usher.connection.Request;
import org.usher.handoff.HandoffEncoder;
import org.usher.handoff.HandoffHeader;
import org.usher.handoff.Scope;
import org.usher.head.IpAddress;
import org.usher.parking.Parked;
import org.usher.parking.ParkedHead;
import org.usher.parking.ParkedMessage.Content.InEscrow;
import org.usher.parking.ParkedRequest;
import org.usher.parking.Waited;
import org.usher.parking.Waited.Phase;
import org.usher.posix.Fcntl;
import org.usher.posix.Kernel;
import org.usher.prefix.Category;
import org.usher.prefix.PrefixException;
import org.usher.prefix.UrlPrefix;
import org.usher.route.App;
import org.usher.route.Arrival;
import org.usher.route.Claim;
import org.usher.route.Decision;
import org.usher.route.ListenPoint;
import org.usher.route.Route;

/** The messages in which escrow travels from one loop to the next: what stands in them, and what becomes of odd ones. */
class EscrowParkingTest {
    @TempDir
    private Path directory;

    private EscrowFixture fixture;
    private ParkedMessages parked;

    @BeforeEach
    void start() {
        fixture = new EscrowFixture(directory, Kernel.linux());
        parked = new ParkedMessages(fixture);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        fixture.close();
    }

    @Test
    void messageSaysWhatTheNextLoopMustKnow() throws Exception {
        fixture.wiki(LONG);
        fixture.sendOneByOne(3);
        fixture.stopLoop();
        InEscrow message = parked.take(4, InEscrow.class);
        assertEquals("wiki.socket", message.app().unit());
        assertEquals(directory.resolve("wiki").toString(), message.app().socket());
        assertEquals(LONG, message.app().startTimeout());
        int room = message.list().get(1).roomBehind();
        assertTrue(room >= GET.length(), room + " octets");
        for (int i = 0; i < 3; i++) {
            ParkedRequest request = message.list().get(i);
            assertEquals(Phase.ESCROW, request.connection().waited().phase());
            assertEquals("/wiki/", request.prefix());
            assertEquals(GET.length(), request.head().length());
            assertEquals((2 - i) * room, request.roomBehind());
        }
    }

    /** A connection with octets that an app has read already is sent and not kept: it takes up room all the same. */
    @Test
    void whatWasSentBehindAndIsNotKeptCounts() throws Exception {
        int wiki = fixture.wiki(LONG);
        int blog = fixture.app("blog", "/blog/");
        Client client = fixture.sendOneByOne(1).get(0);
        Received first = fixture.receive(wiki);
        first.readNow();
        fixture.awaitPendingRequests(0);
        fixture.connect().send("GET /blog/ HTTP/1.1\r\nHost: a.example\r\n\r\n");
        fixture.awaitPendingRequests(1);
        ByteBuffer header = ByteBuffer.allocate(HandoffHeader.HEADER_SIZE_MAX);
        HandoffEncoder.encode(
                header,
                new HandoffHeader(null, first.header().id(), first.header().prefix(), 0, null, null));
        fixture.handBack(first.fd(), Arrays.copyOf(header.array(), header.position()), "GET /blog/ HTTP/1.1\r\n");
        client.send("Host: a.example\r\n\r\n");
        assertEquals("handed off wiki.socket", fixture.nextEvent());
        assertEquals("handed off blog.socket", fixture.nextEvent());
        fixture.restart(PATIENT);
        fixture.awaitPendingRequests(1);
        fixture.receive(blog).close();
        fixture.awaitPendingRequests(0);
        fixture.receive(blog).close();
    }

    /** With the room in a socket as it is where tests run, as many requests in one app's queue are not to be had. */
    @Test
    void sixHundredRequestsOfOneAppAreThreeMessagesEachWithTheSocketThatTheyWereSentFrom() throws Exception {
        int wiki = fixture.wiki(LONG);
        fixture.sendOneByOne(1);
        fixture.stopLoop();
        InEscrow one = parked.takeWithFds(2, InEscrow.class);
        ParkingPlace place = new ParkingPlace(fixture.kernel, new RecordedEvents(fixture.events), fixture.parkSocket());
        EscrowParking parking = place.escrowOf(one.app(), parked.fd(0));
        for (int i = 0; i < 600; i++) {
            int copy = LoopFixture.must(fixture.kernel.fcntl(parked.fd(1), Fcntl.F_DUPFD_CLOEXEC, 0));
            parking.leave(requestToWiki(copy), one.list().get(0));
        }
        parking.close();
        place.close();
        fixture.kernel.close(parked.fd(1));
        fixture.kernel.close(parked.fd(0));
        fixture.events.clear();
        fixture.restart(PATIENT);
        assertEquals("took up 600, closed 0", fixture.nextEvent());
        fixture.awaitPendingRequests(600);
        fixture.receive(wiki).close();
        fixture.awaitPendingRequests(0);
    }

    @Test
    void withoutAPlaceRequestsAreTheirAppsAndNobodyIsWarned() throws Exception {
        fixture.wiki(LONG);
        fixture.sendOneByOne(1);
        fixture.stopLoop();
        InEscrow one = parked.takeWithFds(2, InEscrow.class);
        fixture.events.clear();
        ParkingPlace nowhere =
                new ParkingPlace(fixture.kernel, new RecordedEvents(fixture.events), ParkingPlace.NOWHERE);
        EscrowParking parking = nowhere.escrowOf(one.app(), parked.fd(0));
        parking.leave(requestToWiki(parked.fd(1)), one.list().get(0));
        parking.close();
        nowhere.close();
        fixture.kernel.close(parked.fd(0));
        assertEquals(List.of("handed off wiki.socket"), List.copyOf(fixture.events));
    }

    @Test
    void requestsInSeveralMessagesAreFollowedTogether() throws Exception {
        int wiki = fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(4);
        fixture.stopLoop();
        InEscrow all = parked.takeWithFds(5, InEscrow.class);
        int again = LoopFixture.must(fixture.kernel.fcntl(parked.fd(0), Fcntl.F_DUPFD_CLOEXEC, 0));
        int[] fds = {parked.fd(0), parked.fd(1), parked.fd(2), parked.fd(3), parked.fd(4)};
        parked.leave(all.app(), all.list().subList(0, 3), fds[0], fds[1], fds[2], fds[3]);
        parked.leave(all.app(), all.list().subList(3, 4), again, fds[4]);
        fixture.restart(PATIENT);
        for (int left = 3; left >= 0; left--) {
            Received received = fixture.receive(wiki);
            fixture.awaitPendingRequests(left);
            received.readNow();
            received.answerAndClose(ANSWER);
            assertEquals(ANSWER, clients.get(3 - left).readAll());
        }
    }

    @Test
    void timeThatARequestHasWaitedCountsInTheNextLoop() throws Exception {
        fixture.wiki(LONG);
        Client client = fixture.sendOneByOne(1).get(0);
        fixture.stopLoop();
        InEscrow message = parked.takeWithFds(2, InEscrow.class);
        ParkedHead head = message.list().get(0).head();
        ParkedRequest request = new ParkedRequest(longOver(), "/wiki/", false, head, 0);
        parked.leave(message.app(), List.of(request), parked.fd(0), parked.fd(1));
        fixture.restart(PATIENT);
        assertRefused("StartTimeout", client.readAll());
    }

    @Test
    void socketThatIsNoneToAnAppIsClosedWithAllThatCameWithIt() throws Exception {
        int wiki = fixture.wiki(LONG);
        List<Client> clients = fixture.sendOneByOne(2);
        fixture.stopLoop();
        InEscrow message = parked.takeWithFds(3, InEscrow.class);
        fixture.kernel.close(parked.fd(0));
        int[] stream = fixture.socketPair();
        int tcp = LoopFixture.must(fixture.kernel.fcntl(parked.fd(1), Fcntl.F_DUPFD_CLOEXEC, 0));
        parked.leave(message.app(), message.list().subList(0, 1), stream[0], parked.fd(1));
        parked.leave(message.app(), message.list().subList(1, 2), tcp, parked.fd(2));
        fixture.kernel.close(stream[1]);
        fixture.events.clear();
        fixture.restart(PATIENT);
        assertEquals("took up 0, closed 4", fixture.nextEvent());
        for (Client client : clients) {
            Received received = fixture.receive(wiki);
            assertEquals(GET, received.readNow());
            received.answerAndClose(ANSWER);
            assertEquals(ANSWER, client.readAll());
        }
    }

    @Test
    void messageOfWhichAnFdIsMissingIsClosed() throws Exception {
        fixture.wiki(LONG);
        fixture.sendOneByOne(2);
        fixture.stopLoop();
        InEscrow message = parked.takeWithFds(3, InEscrow.class);
        fixture.kernel.close(parked.fd(2));
        parked.leave(message.app(), message.list(), parked.fd(0), parked.fd(1));
        fixture.events.clear();
        fixture.restart(PATIENT);
        assertEquals("took up 0, closed 2", fixture.nextEvent());
        assertEquals(0, fixture.pendingRequests());
    }

    /** Nothing is refused of which we do not know what stood there. */
    @Test
    void headThatIsLongerThanWeEverLookIsNeverTakenForUnread() throws Exception {
        int wiki = fixture.wiki(LONG);
        Client client = fixture.sendOneByOne(1).get(0);
        fixture.stopLoop();
        InEscrow message = parked.takeWithFds(2, InEscrow.class);
        ParkedHead odd = new ParkedHead(Integer.MAX_VALUE, 0);
        ParkedRequest request = new ParkedRequest(longOver(), "/wiki/", false, odd, 0);
        parked.leave(message.app(), List.of(request), parked.fd(0), parked.fd(1));
        fixture.restart(PATIENT);
        fixture.awaitPendingRequests(0);
        Received received = fixture.receive(wiki);
        received.readNow();
        received.answerAndClose(ANSWER);
        assertEquals(ANSWER, client.readAll());
    }

    private static Parked longOver() {
        Waited waited =
                new Waited(Phase.ESCROW, LONG.plus(Duration.ofSeconds(1)).toNanos());
        return new Parked(waited, 0, "", new byte[0]);
    }

    private Request requestToWiki(int fd) throws PrefixException {
        App app = new App("wiki.socket", App.Mode.HANDOFF, directory.resolve("wiki"), LONG, 1, true, false);
        Route route = new Route(new Claim(UrlPrefix.parse("/wiki/"), app, directory, 1));
        Arrival arrival = new Arrival(new ListenPoint("http", 80, false), IpAddress.of(new byte[4]));
        Connection connection = new Connection(fd, arrival, 0, History.NONE);
        return new Request(connection, false, new Decision.Routed(route, Category.WEAK, Scope.CLOSE));
    }
}
