"""Has COUNT connections to usher answered once each at PATH and keeps them, then asks on the first and the last of them
again. Prints what the relay with this PID keeps resident at most, in kB, and how many descriptors it has while they are
there and when they are gone. At the beginning it may have one in hand of the request before."""
import os, re, resource, socket, sys, time

pid, path, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
GET = b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % path.encode()
AT_ONCE = 50

def descriptors():
    return len(os.listdir("/proc/%s/fd" % pid))

def answered(client):
    answer = b""
    while True:
        head, end, body = answer.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        if end and len(body) >= int(length[1]):
            break
        octets = client.recv(4096)
        if not octets:
            sys.exit("a connection ended after %r" % answer)
        answer += octets
    if not answer.startswith(b"HTTP/1.1 200 "):
        sys.exit("not answered: %r" % answer)

_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
before = descriptors()
clients = []
while len(clients) < count:
    begun = [socket.create_connection(("127.0.0.1", 80)) for _ in range(AT_ONCE)]
    for client in begun:
        client.sendall(GET)
    for client in begun:
        answered(client)
    clients += begun
held = descriptors()
for client in clients[0], clients[-1]:
    client.sendall(GET)
    answered(client)
for client in clients:
    client.close()
end = time.monotonic() + 20
while descriptors() > before and time.monotonic() < end:
    time.sleep(0.1)
with open("/proc/%s/status" % pid) as status:
    most = next(line.split()[1] for line in status if line.startswith("VmHWM:"))
left = descriptors()
print(most, held - min(before, left), max(0, left - before))
