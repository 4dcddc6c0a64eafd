"""Wakes about one second after a connection has come, or between LEAST and MOST, by chance, and then serves all that wait,
with short breaks in between. Writes the last segment of each request's path to FILE once it has read the request to its last octet.
sleepy.py FILE [LEAST MOST]"""
import array, random, re, select, socket, sys, time

least, most = [float(seconds) for seconds in sys.argv[2:]] or (0.5, 1.2)
app, executed = socket.socket(fileno=3), open(sys.argv[1], "a", buffering=1)
while True:
    select.select([app], [], [])
    time.sleep(random.uniform(least, most))
    while select.select([app], [], [], 0)[0]:
        _, control, _, _ = app.recvmsg(65536, socket.CMSG_SPACE(4), socket.MSG_CMSG_CLOEXEC)
        with socket.socket(fileno=array.array("i", control[0][2])[0]) as connection:
            octets, more = b"", True
            while more and not octets.endswith(b"\r\n\r\nbody"):
                more = connection.recv(65536)
                octets += more
            if more:
                print(re.match(rb"POST /sleepy/(\d+) ", octets)[1].decode(), file=executed)
                connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ndone")
            elif octets: print("torn", file=executed)
        time.sleep(random.uniform(0, 0.01))
