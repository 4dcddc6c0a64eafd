"""Measures a neighbour beside floods of requests, as many a second of each sort: flood.py ROUNDS RATE
Prints a line for each sort: its name, the lowest p99 of the neighbour in milliseconds of all rounds, and how many requests
of the flood were answered in all. The sorts take turns, so that whatever else the machine does meets all of them."""
import os, select, socket, sys, time

ROUNDS, RATE = int(sys.argv[1]), int(sys.argv[2])
SECONDS = 1.0
OPEN_MAX = 256
IP_BIND_ADDRESS_NO_PORT = 24  # linux/in.h
HEAD = "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
NEIGHBOUR = (HEAD % ("/fast/", "localhost")).encode()
FLOODS = {
    "well-formed": HEAD % ("/other/", "localhost"),
    "UnknownPath": HEAD % ("/nobody/", "localhost"),
    "BadHost": HEAD % ("/other/", "local host"),
    "AmbiguousPath": HEAD % ("/other/..%2fx", "localhost"),
}

def connected(source):
    client = socket.socket()
    client.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
    client.bind((source, 0))
    client.connect(("127.0.0.1", 80))
    return client

def answer(request, source):
    with connected(source) as client:
        client.sendall(request)
        octets = b""
        while more := client.recv(65536):
            octets += more
        return octets

def flood(request, result):
    """Begins with RATE a second, whatever becomes of them, and writes how many were answered."""
    poll, open_ones, sent, answered = select.epoll(), {}, 0, 0
    began = time.monotonic()
    while (now := time.monotonic()) < began + SECONDS:
        while sent < (now - began) * RATE and len(open_ones) < OPEN_MAX:
            client = connected("127.0.0.2")
            client.sendall(request)
            client.setblocking(False)
            poll.register(client, select.EPOLLIN)
            open_ones[client.fileno()] = client
            sent += 1
        for fd, _ in poll.poll(0.001):
            try:
                octets = open_ones[fd].recv(65536)
            except ConnectionError:
                octets = b""
            answered += octets.startswith(b"HTTP/1.1 ")
            if not octets:
                open_ones.pop(fd).close()
    os.write(result, b"%d" % answered)
    os._exit(0)

def p99_beside(request):
    result, written = os.pipe()
    child = os.fork()
    if child == 0:
        flood(request, written)
    took = []
    end = time.monotonic() + SECONDS
    while not took or time.monotonic() < end:
        began = time.monotonic()
        octets = answer(NEIGHBOUR, "127.0.0.3")
        assert octets.endswith(b"fast"), octets
        took.append(time.monotonic() - began)
    os.waitpid(child, 0)
    os.close(written)
    answered = int(os.read(result, 20))
    os.close(result)
    return sorted(took)[len(took) * 99 // 100] * 1000, answered

for name, request in FLOODS.items():
    octets = answer(request.encode(), "127.0.0.2")
    assert (" " + name + "\n").encode() in octets or name == "well-formed" and octets.endswith(b"fast"), octets
lowest, answered = {}, dict.fromkeys(FLOODS, 0)
for _ in range(ROUNDS):
    for name, request in FLOODS.items():
        p99, count = p99_beside(request.encode())
        lowest[name] = min(lowest.get(name, p99), p99)
        answered[name] += count
for name in FLOODS:
    print(name, "%.2f" % lowest[name], answered[name])
