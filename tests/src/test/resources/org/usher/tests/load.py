"""Makes RATE connections a second to port 80, OPEN_MAX at a time at the most, from many addresses, until SIGTERM; then
waits for what is open and prints what became of all, a line each: a number and what it counts, then "failed", the
address of a client and what it saw.   load.py RATE OPEN_MAX
SLOW of them a second send half a head, wait for some seconds, and send the rest; a third of these begin with silence."""
import errno, heapq, random, select, signal, socket, sys, time
from collections import Counter

RATE, OPEN_MAX = int(sys.argv[1]), int(sys.argv[2])
SLOW = 20
PATIENCE = 120
LATE = 0.5  # the port's DeferAcceptSec= is 1: who speaks later than this may be accepted without an octet
HEAD = b"GET /fast/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
IP_BIND_ADDRESS_NO_PORT = 24  # linux/in.h: the port is chosen at connect, so that each address has all of them

poll = select.epoll()
open_ones, timers, outcomes, failures = {}, [], Counter(), []
stopping = False

def stop(*_):
    global stopping
    stopping = True

signal.signal(signal.SIGTERM, stop)

class Connection:
    def __init__(self, slow):
        self.pieces = [HEAD]  # what is still to be sent
        self.slow = slow
        if slow:
            cut = random.randrange(1, len(HEAD))
            self.pieces = random.choice([[b"", HEAD], [HEAD[:cut], HEAD[cut:]], [HEAD[:cut], HEAD[cut:]]])
        self.answer = b""
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
        self.socket.bind(("127.%d.%d.%d" % (random.randrange(1, 9), random.randrange(1, 9), random.randrange(1, 9)), 0))
        open_ones[self.socket.fileno()] = self
        poll.register(self.socket, select.EPOLLOUT)
        heapq.heappush(timers, (time.monotonic() + PATIENCE, id(self), self.give_up))
        self.began = time.monotonic()
        self.socket.connect_ex(("127.0.0.1", 80))
        self.address = "%s:%d" % self.socket.getsockname()

    def ready(self, bits):
        try:
            if not bits & (select.EPOLLERR | select.EPOLLHUP) and bits & select.EPOLLOUT:
                poll.modify(self.socket, select.EPOLLIN)
                self.send()
            else:
                self.receive()
        except OSError as failure:
            self.end(errno.errorcode[failure.errno])

    def send(self):
        self.slow |= time.monotonic() - self.began > LATE
        self.socket.send(self.pieces.pop(0))
        if self.pieces:
            heapq.heappush(timers, (time.monotonic() + random.uniform(0.1, 4), id(self), self.send_rest))

    def send_rest(self):
        if self.socket.fileno() >= 0:
            try:
                self.send()
            except OSError as failure:
                self.pieces.insert(0, b"")
                self.end(errno.errorcode[failure.errno])

    def receive(self):
        octets = self.socket.recv(65536)
        self.answer += octets
        if not octets:
            if self.answer.startswith(b"HTTP/1.1 200 OK\r\n") and self.answer.endswith(b"\r\n\r\nfast"):
                self.end("served")
            else:
                self.end(self.answer[:12].decode("latin-1") or "EOF")

    def give_up(self):
        if self.socket.fileno() >= 0:
            self.end("timeout")

    def end(self, outcome):
        """Counts a failure as one before or after the whole head had been sent."""
        kind = "slow " if self.slow else ""
        when = "" if outcome == "served" else " incomplete" if self.pieces else " whole"
        outcomes[kind + outcome + when] += 1
        if when: failures.append(self.address + " " + kind + outcome + when)
        del open_ones[self.socket.fileno()]
        self.socket.close()

began = time.monotonic()
started = slow = most = 0
while open_ones or not stopping:
    now = time.monotonic()
    if not stopping:
        while started < (now - began) * RATE and len(open_ones) < OPEN_MAX:
            is_slow = slow < (now - began) * SLOW
            slow += is_slow
            started += 1
            Connection(is_slow)
        most = max(most, len(open_ones))
        lasted = now - began
    for fd, bits in poll.poll(0.005):
        if fd in open_ones: open_ones[fd].ready(bits)
    while timers and timers[0][0] <= time.monotonic():
        heapq.heappop(timers)[2]()

outcomes.update({"started": started, "a second": round(started / lasted), "open at most": most})
for what, count in sorted(outcomes.items()):
    print(count, what)
for failure in failures:
    print("failed", failure)
